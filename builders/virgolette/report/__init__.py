"""What a system gets wrong and where: the analysis behind a score, pages that show it, and the board of systems."""
