"""The golden record: what the bot sends in every story, and the ledger at its end; see `record`."""
