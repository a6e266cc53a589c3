"""Posters for the villages' walls, as PDF and PNG."""
