"""Spreadsheets in and out: read as text with every fault in its place, written so that no cell is ever a formula."""
