"""Offices, officers and villages from a spreadsheet: read, checked as a whole, and compared with what is there."""
