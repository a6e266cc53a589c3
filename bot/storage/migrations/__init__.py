"""The steps by which an older database becomes what `database/tables` says."""
