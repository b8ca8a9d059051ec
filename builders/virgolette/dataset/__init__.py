"""The data set: typed tables derived from the schemas, Parquet, the card, counts.

Importing this package is free: pyarrow, datasets and pandas are imported by the functions that need them.
"""
