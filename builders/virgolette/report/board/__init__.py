"""The board: what systems score on the test split and the reference articles, kept under and made from results/."""
