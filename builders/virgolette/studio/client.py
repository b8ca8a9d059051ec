"""The server: the only module that speaks to one, and the only one that imports label_studio_sdk.

No request is repeated by itself. One whose answer got lost is in doubt: it may have arrived. Then we look, and at
most once in a push what didn't arrive is sent again; a second doubt ends the push, which can be run again.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from virgolette.corpus.visible import visible
from virgolette.errors import EnvironmentFault, InputError
from virgolette.studio.tasks import Plan, plan

Json = Any
T = TypeVar("T")
KEY = "LABEL_STUDIO_API_KEY"
# The SDK repeats requests unless told not to with each.
ONCE: Mapping[str, Json] = {"max_retries": 0, "timeout_in_seconds": 120}
BATCH = 20
LOOKS, PAUSE = 3, 2.0


class InDoubt(Exception):
    """A request that may or may not have arrived."""


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


class Studio:
    """A connection to one server."""

    def __init__(self, url: str, key: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise InputError(
                "isn't the address of a Label Studio server",
                where="--url",
                remedy=f"Write it like http://localhost:8080; the token goes into {KEY}.",
            )
        try:
            from label_studio_sdk import LabelStudio
        except ImportError:
            raise EnvironmentFault(
                "label-studio-sdk isn't installed",
                remedy='Install it with: pip install "virgolette[studio]", or go by files: --to, --from.',
            ) from None
        self.url, self._key = url, key
        self._sdk = self._asked(lambda: LabelStudio(base_url=url, api_key=key))

    def _sent(self, call: Callable[[], T]) -> T:
        """One request.

        Raises:
            InDoubt: Where it may have arrived all the same.
            EnvironmentFault: Where it was refused, or never left.
        """
        import httpx
        from label_studio_sdk.core.api_error import ApiError

        try:
            return call()
        except ApiError as error:
            status = error.status_code or 0
            if status >= 500:
                raise InDoubt(f"status {status}") from None
            raise EnvironmentFault(
                f"the server says {status or 'no'}: {self._worded(error.body)}",
                where=self.url,
                remedy=f"Look whether {KEY} holds a valid token." if status in (401, 403) else "",
            ) from None
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL):
            raise EnvironmentFault(
                "the server can't be reached", where=self.url, remedy="Start it, or mend --url."
            ) from None
        except (httpx.HTTPError, json.JSONDecodeError) as error:
            raise InDoubt(type(error).__name__) from None

    def _asked(self, call: Callable[[], T]) -> T:
        """A request that changes nothing: a lost answer is only a lost answer."""
        try:
            return self._sent(call)
        except InDoubt as doubt:
            raise EnvironmentFault(
                f"no usable answer ({doubt})", where=self.url, remedy="Run the command again."
            ) from None

    def _worded(self, body: Json) -> str:
        """What the server says, shortened; the token isn't in it even where the server echoes it."""
        if isinstance(body, dict):
            body = body.get("validation_errors") or body.get("detail") or body
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, default=str)
        return visible(text.replace(self._key, "…"))[:300]

    def project(self, named: str) -> Json | None:
        """The project with this id or title; None where there is none.

        Raises:
            InputError: Where several have the title.
        """
        found = self._asked(lambda: list(self._sdk.projects.list(page_size=100, request_options=dict(ONCE))))
        same = [p for p in found if str(p.id) == named] or [p for p in found if p.title == named]
        if len(same) > 1:
            ids = ", ".join(str(p.id) for p in same)
            raise InputError("several projects have this title", where=named, remedy=f"Name it by its id: {ids}.")
        return same[0] if same else None

    def make(self, title: str, config: str, about: str) -> Json:
        """A new project."""
        return self._sdk.projects.create(
            title=title,
            label_config=config,
            description="virgolette",
            expert_instruction=about,
            request_options=dict(ONCE),
        )

    def configure(self, number: int, **fields: Json) -> None:
        """Set a project's fields; doing it twice does no harm."""
        self._asked(lambda: self._sdk.projects.update(number, **fields, request_options=dict(ONCE)))

    def held(self, number: int) -> list[tuple[int, Json]]:
        """(task id, data) of every task of a project."""

        def call() -> list[tuple[int, Json]]:
            tasks = self._sdk.tasks.list(
                project=number, fields="task_only", include="id,data", page_size=200, request_options=dict(ONCE)
            )
            return [(int(t.id), t.data if isinstance(t.data, dict) else {}) for t in tasks]

        return self._asked(call)

    def add(self, number: int, tasks: Sequence[Json]) -> None:
        """Import tasks."""
        self._sdk.projects.import_tasks(number, request=list(tasks), request_options=dict(ONCE))

    def prefill(self, task: int, prediction: Json) -> bool:
        """Make a task's prediction of this name this one; whether anything changed."""
        name, result = prediction["model_version"], prediction["result"]
        found = self._asked(lambda: self._sdk.predictions.list(task=task, request_options=dict(ONCE)))
        same = [p for p in found if p.model_version == name]
        if any(p.result == result for p in same):
            return False
        more = {"model_version": name, "result": result, "task": task, "request_options": dict(ONCE)}
        if same:
            self._asked(lambda: self._sdk.predictions.update(same[0].id, **more))
        else:
            # Sent twice it would only stand there twice, and the next push finds the first.
            self._asked(lambda: self._sdk.predictions.create(**more))
        return True

    def export(self, number: int) -> Json:
        """Everything in a project, as Label Studio's JSON export."""

        def call() -> Json:
            parts = self._sdk.projects.exports.download_sync(
                number, export_type="JSON", download_all_tasks=True, request_options=dict(ONCE)
            )
            return json.loads(b"".join(parts))

        return self._asked(call)

    def people(self) -> dict[int, str]:
        """Addresses of all users by id."""
        found = self._asked(lambda: list(self._sdk.users.list(request_options=dict(ONCE))))
        return {int(u.id): str(u.email) for u in found if u.id is not None and u.email}


def push(studio: Studio, number: int, wanted: Sequence[Json], track: Callable[..., Any]) -> tuple[Plan, int]:
    """Bring tasks and predictions into a project; the plan that was carried out, and predictions renewed.

    Raises:
        EnvironmentFault: Where the server refuses, or is in doubt for a second time.
    """
    found = plan(wanted, studio.held(number))
    batches = [found.new[i : i + BATCH] for i in range(0, len(found.new), BATCH)]
    doubted = False
    for batch in track(batches, unit="batch"):
        left = list(batch)
        while left:
            try:
                studio._sent(lambda sent=left: studio.add(number, sent))
                break
            except InDoubt as doubt:
                left = list(_missing(studio, number, left))
                if left and doubted:
                    raise EnvironmentFault(
                        f"requests get lost ({doubt})",
                        where=studio.url,
                        remedy="Run the command again when the server is well: what arrived isn't sent again.",
                    ) from None
                doubted = True
    renewed = 0
    for task, content in track(list(found.there.items()), unit="task"):
        renewed += sum(studio.prefill(task, p) for p in content["predictions"])
    return found, renewed


def _missing(studio: Studio, number: int, batch: Sequence[Json]) -> Sequence[Json]:
    """Those of a batch that didn't arrive, after some patience: the server may still be at it."""
    left = batch
    for i in range(LOOKS):
        if i:
            time.sleep(PAUSE)
        left = plan(batch, studio.held(number)).new
        if not left:
            break
    return left


def ready(studio: Studio, named: str, config: str, about: str) -> tuple[int, str]:
    """The project of this name with this configuration, and what was done: created, updated or unchanged."""
    found, done = studio.project(named), "unchanged"
    if found is None:
        if named.isdecimal():
            raise InputError("there is no project with this id", where=named, remedy="Give a title to make a new one.")
        try:
            found = studio._sent(lambda: studio.make(named, config, about))
        except InDoubt:
            found = studio.project(named) or studio._asked(lambda: studio.make(named, config, about))
        return int(found.id), "created"
    if found.label_config != config or found.expert_instruction != about:
        studio.configure(int(found.id), label_config=config, expert_instruction=about)
        done = "updated"
    return int(found.id), done


def quietly(items: Sequence[Any], unit: str) -> Iterator[Any]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield from items
        return
    from tqdm import tqdm

    yield from tqdm(items, unit=unit, leave=False)
