"""Generated documentation: the figures in README.md and DATASHEET.md, the tables of fields and checks."""
