"""Pages to read annotations in: one self-contained HTML file, all layers legible at once."""

from virgolette.view.around import Around
from virgolette.view.page import page

__all__ = ["Around", "page"]
