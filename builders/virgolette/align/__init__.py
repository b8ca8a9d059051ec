"""String → span: exact, folded, fuzzy. The text is never changed; what can't be aligned says why."""

from virgolette.align.aligner import Aligner, locate
from virgolette.align.model import Alignment, Query

__all__ = ["Aligner", "Alignment", "Query", "locate"]
