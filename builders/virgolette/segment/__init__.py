"""Paragraphs, sentences and tokens as code-point spans of the text as it stands.

Nothing is normalised, and a line ends at LF only.
"""

from __future__ import annotations

from virgolette.segment.splitting import paragraphs, sentences
from virgolette.segment.tokenising import tokenised, tokens

__all__ = ["paragraphs", "sentences", "tokenised", "tokens"]
