"""What annotators do on a server, by requests of our own; and the commands under test."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple

from virgolette.cli import main

Json = Any
USER, PASSWORD = "ada@esempio.it", "un-segreto-di-prova"


class Server(NamedTuple):
    url: str
    token: str


class Api:
    """What annotators do, by requests of our own: not by the code under test."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def __call__(self, method: str, path: str, body: Json = None) -> Json:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Token {self.server.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.server.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def tasks(self, project: int) -> dict[str, Json]:
        found = self("GET", f"/api/tasks/?project={project}&fields=all&page_size=100")["tasks"]
        assert len({t["data"]["doc_id"] for t in found}) == len(found)
        return {t["data"]["doc_id"]: t for t in found}

    def project(self, title: str) -> int:
        (found,) = [p for p in self("GET", "/api/projects/?page_size=100")["results"] if p["title"] == title]
        return int(found["id"])


def push(api: Api, folder: Path, title: str, *more: str) -> int:
    return main(["studio", "push", "--url", api.server.url, "--project", title, "--corpus", str(folder), *more])


def pull(api: Api, folder: Path, title: str, out: Path, *more: str) -> int:
    at = ["--url", api.server.url, "--project", title, "--corpus", str(folder), "--out", str(out)]
    return main(["studio", "pull", *at, *more])


def submit(api: Api, tasks: dict[str, Json], **more: Json) -> dict[str, int]:
    """Accept every prediction as it is; the annotations' ids."""
    return {
        doc_id: api("POST", f"/api/tasks/{t['id']}/annotations/", {"result": t["predictions"][0]["result"], **more})[
            "id"
        ]
        for doc_id, t in tasks.items()
    }
