"""What the law asks of an installation that keeps people's data: to erase, to delete in time, to replace keys.

identifiers  who is to be erased: read from a file or asked for, never from the command line
rewriting    a received file without some people's rows, byte for byte otherwise
erasure      one person taken out of everything that was kept; finished after a crash
byte_scan    the proof: nothing of what was erased is left in any file
retention    received bytes that have been kept as long as their contract allows
rotation     keys of pseudonyms: listed, replaced, lost, exposed
pack         documents for whoever answers for the data, from the contracts
"""
