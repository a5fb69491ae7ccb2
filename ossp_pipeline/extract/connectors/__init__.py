"""How files arrive. A connector finds or fetches whole files; it does not look into what their rows say.

folder        the inbox on disk: files that partners, shares and people drop
configured    which connections the partnership folder states, and the connector of each
options       the options of a connection, checked; secrets by reference only
connector     what every connector that fetches can do, and what it remembers of the last time
delivery_box  whole files put into the inbox
web           HTTP: hosts, redirects, retries, limits
web_file      a file at an address
police_uk     data.police.uk: `archive` of monthly snapshots, `api` by small area
database      a partner's table or view
"""
