"""The token for Label Studio: never on a command line, in a log or in a message."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from virgolette.errors import EnvironmentFault

KEY = "LABEL_STUDIO_API_KEY"


def token(environment: Mapping[str, str] = os.environ) -> str:
    """The token: from the environment, else from `.env` in Label Studio's own data folder.

    Raises:
        EnvironmentFault: Where there is none.
    """
    if environment.get(KEY):
        return environment[KEY]
    home = Path(environment.get("HOME") or Path.home())
    usual = (
        home / "Library" / "Application Support"
        if sys.platform == "darwin"
        else Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    )
    path = Path(environment.get("LABEL_STUDIO_BASE_DATA_DIR") or usual / "label-studio") / ".env"
    lines = path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
    given = dict(line.removeprefix("export ").split("=", 1) for line in lines if "=" in line)
    for name in (KEY, "LABEL_STUDIO_USER_TOKEN", "USER_TOKEN"):
        if found := given.get(name, "").strip().strip("'\""):
            return found
    raise EnvironmentFault(
        "there is no token for Label Studio",
        where=KEY,
        remedy=f"Copy it from Account & Settings in Label Studio into {KEY}, or into {path}.",
    )
