"""Numbers and lists for people: what use teaches, what an office must sign."""
