"""Predictions by rules that imitate the manual; nothing here is learnt from a text."""
