"""Pages to read annotations in: one self-contained HTML file, all layers legible at once."""

from virgolette.view.page import page

__all__ = ["page"]
