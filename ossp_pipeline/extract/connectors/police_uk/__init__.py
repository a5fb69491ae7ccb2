"""data.police.uk: `archive`, the snapshot that it publishes each month; `api`, its answers for one small area each.

A force that sends data.police.uk nothing has no file in the archive, and an empty list with HTTP 200 from the API. Both
are recorded as not supplied, never as a count of zero.
"""
