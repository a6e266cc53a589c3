"""The report of a month: a picture for an officer's phone, a letter, a sheet, and rows for the ministry."""
