"""Matching annotations and measuring how well they agree."""
