"""Archives in the inbox: what is in them becomes files of the inbox, and each of those a delivery like any other.

unpacking  an archive that arrived, replaced by the files in it
opening    an archive opened in a child process, its files written into a folder
"""
