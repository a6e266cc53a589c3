"""Brings the program's newer FAQ into the office's own folder, entry by entry and field by field."""
