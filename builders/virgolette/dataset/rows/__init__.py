"""Rows of each table as plain dictionaries; a key that is left out is null in the table."""
