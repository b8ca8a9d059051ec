"""What every page needs: a template engine that escapes, its assets, and a policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from virgolette.view import characters

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


def environment(*folders: Path) -> Environment:
    """Templates of the given folders, then of the viewer; nothing of a document is ever a template."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # keep_trailing_newline and the rest stay at their defaults.
    made = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["shown"] = characters.markup
    made.filters["carried"] = characters.carried
    return made


def asset(name: str, folder: Path = TEMPLATES) -> str:
    """A style sheet or script of the package."""
    return (folder / name).read_text(encoding="utf-8").strip()


def policy(style: str, script: str, *, images: bool = False) -> str:
    """A content security policy: nothing from anywhere but the inline elements whose contents have these hashes.

    Args:
        style: Content of the style element.
        script: Content of the script element; "" where the page has none.
        images: Whether images may stand in the page itself (data:), for its icon.
    """
    parts = ["default-src 'none'", f"style-src {_hashed(style)}"]
    parts += [f"script-src {_hashed(script)}"] if script else []
    parts += ["img-src data:"] if images else []
    return "; ".join([*parts, "base-uri 'none'", "form-action 'none'"])


def _hashed(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode('utf-8')).digest()).decode('ascii')}'"
