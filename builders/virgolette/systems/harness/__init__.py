"""The benchmark as others run it: inspect-ai tasks (`tasks`), and an lm-eval task folder (`lm_eval`, by path).

Both ask and read as the system llm does, and leave counting to `virgolette score`, so that the figures are its figures.
"""

from __future__ import annotations

from pathlib import Path

LM_EVAL = Path(__file__).resolve().parent / "lm_eval"
"""What `lm_eval --include_path` is given."""
