"""Archives in the inbox: what is in them becomes files of the inbox, and each of those a delivery like any other.

unpacking  an archive that arrived, replaced by the files in it
sandbox    the child process that unpacks, from outside
child      the child process: limits itself, looks at the archive, writes its files
"""
