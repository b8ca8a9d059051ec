"""The server: the only module that speaks to one, and the only one that imports label_studio_sdk.

No request is repeated here. One whose answer got lost is in doubt: it may have arrived; `sync` knows what to do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from virgolette.corpus.visible import visible
from virgolette.errors import EnvironmentFault, InputError
from virgolette.studio.token import KEY

Json = Any
T = TypeVar("T")
# The SDK repeats requests unless told not to with each.
ONCE: Mapping[str, Json] = {"max_retries": 0, "timeout_in_seconds": 120}


_NONE = "no Label Studio answers there"
_REMEDY = "Is this the address of a Label Studio server? Mend --url."


def _is_address(url: str) -> bool:
    """Whether a server can be asked there; a user, password or query may be secret, and addresses are shown."""
    try:
        parts = urlsplit(url)
        # A bracket too few, a port that is none, a name that no name server takes.
        _, host = parts.port, (parts.hostname or "").encode("idna")
    except ValueError:
        return False
    secret = parts.username is not None or parts.password is not None or parts.query or parts.fragment
    return parts.scheme in ("http", "https") and bool(host) and not secret


class InDoubt(Exception):
    """A request that may or may not have arrived."""


class Studio:
    """A connection to one server."""

    def __init__(self, url: str, key: str) -> None:
        if not _is_address(url):
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
        self._sdk = self.asked(lambda: LabelStudio(base_url=url, api_key=key))

    def sent(self, call: Callable[[], T]) -> T:
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
            if status == 200 or 300 <= status < 400 or status == 404:
                raise EnvironmentFault(f"{_NONE} (status {status})", where=self.url, remedy=_REMEDY) from None
            raise EnvironmentFault(
                f"the server says {status or 'no'}: {self._worded(error.body)}",
                where=self.url,
                remedy=f"Look whether {KEY} holds a valid token." if status in (401, 403) else "",
            ) from None
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL):
            raise EnvironmentFault(
                "the server can't be reached", where=self.url, remedy="Start it, or mend --url."
            ) from None
        except (TypeError, AttributeError, UnicodeError):
            raise EnvironmentFault(_NONE, where=self.url, remedy=_REMEDY) from None
        except (httpx.HTTPError, json.JSONDecodeError) as error:
            raise InDoubt(type(error).__name__) from None

    def asked(self, call: Callable[[], T]) -> T:
        """A request that changes nothing: a lost answer is only a lost answer."""
        try:
            return self.sent(call)
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

        def call() -> list[tuple[int, Json]]:
            listed = self._sdk.projects.list(page_size=100, request_options=dict(ONCE))
            return [(int(p.id), p) for p in listed]

        found = self.asked(call)
        same = [p for k, p in found if str(k) == named] or [p for _, p in found if p.title == named]
        if len(same) > 1:
            ids = ", ".join(str(p.id) for p in same)
            raise InputError("several projects have this title", where=named, remedy=f"Name it by its id: {ids}.")
        return same[0] if same else None

    def make(self, title: str, config: str, about: str) -> Json:
        """A new project."""
        made = self._sdk.projects.create(
            title=title,
            label_config=config,
            description="virgolette",
            expert_instruction=about,
            request_options=dict(ONCE),
        )
        # What has no id is no project.
        int(made.id)
        return made

    def configure(self, number: int, **fields: Json) -> None:
        """Set a project's fields; doing it twice does no harm."""
        self.asked(lambda: self._sdk.projects.update(number, **fields, request_options=dict(ONCE)))

    def held(self, number: int) -> list[tuple[int, Json]]:
        """(task id, data) of every task of a project."""

        def call() -> list[tuple[int, Json]]:
            tasks = self._sdk.tasks.list(
                project=number, fields="task_only", include="id,data", page_size=200, request_options=dict(ONCE)
            )
            return [(int(t.id), t.data if isinstance(t.data, dict) else {}) for t in tasks]

        return self.asked(call)

    def add(self, number: int, tasks: Sequence[Json]) -> None:
        """Import tasks."""
        self._sdk.projects.import_tasks(number, request=list(tasks), request_options=dict(ONCE))

    def prefill(self, task: int, prediction: Json) -> bool:
        """Make a task's prediction of this name this one; whether anything changed."""
        name, result = prediction["model_version"], prediction["result"]
        found = self.asked(lambda: self._sdk.predictions.list(task=task, request_options=dict(ONCE)))
        same = [p for p in found if p.model_version == name]
        if any(p.result == result for p in same):
            return False
        more = {"model_version": name, "result": result, "task": task, "request_options": dict(ONCE)}
        if same:
            self.asked(lambda: self._sdk.predictions.update(same[0].id, **more))
        else:
            # Sent twice it would only stand there twice, and the next push finds the first.
            self.asked(lambda: self._sdk.predictions.create(**more))
        return True

    def export(self, number: int) -> Json:
        """Everything in a project, as Label Studio's JSON export."""

        def call() -> Json:
            parts = self._sdk.projects.exports.download_sync(
                number, export_type="JSON", download_all_tasks=True, request_options=dict(ONCE)
            )
            return json.loads(b"".join(parts))

        return self.asked(call)

    def people(self) -> dict[int, str]:
        """Addresses of all users by id."""
        found = self.asked(lambda: list(self._sdk.users.list(request_options=dict(ONCE))))
        return {int(u.id): str(u.email) for u in found if u.id is not None and u.email}
