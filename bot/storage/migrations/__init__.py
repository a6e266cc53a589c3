"""The steps by which an older database becomes what `tables.py` says."""
