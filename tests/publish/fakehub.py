"""A hub that takes pushes: the request contract of a Hugging Face hub, recorded; nothing of ours runs in it."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Repo:
    def __init__(self):
        self.commits, self.tags = [], {}

    @property
    def files(self):
        return self.commits[-1][1] if self.commits else {}

    def commit(self, files):
        body = json.dumps({k: hashlib.sha256(v).hexdigest() for k, v in files.items()}, sort_keys=True)
        oid = hashlib.sha1(f"{len(self.commits)}{body}".encode()).hexdigest()
        self.commits.append((oid, files))
        return oid


class FakeHub:
    """Attributes: requests (method, path, authorization, body), repos, lfs (oid → bytes), fail (path part → times)."""

    def __init__(self, port=0):
        self.requests, self.repos, self.lfs, self.fail = [], {}, {}, {}
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self):
                raw = self.rfile.read(int(self.headers.get("content-length") or 0))
                path = unquote(urlsplit(self.path).path)
                hub.requests.append((self.command, path, self.headers.get("authorization"), raw))
                status, found, extra = hub.respond(self.command, path, raw)
                body = json.dumps(found).encode()
                self.send_response(status)
                for key, value in {"content-type": "application/json", **extra}.items():
                    self.send_header(key, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_HEAD = answer  # noqa: N815 (the server looks them up by these names)

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def calls(self):
        return [f"{method} {path}" for method, path, _, _ in self.requests]

    def respond(self, method, path, raw):
        for part, times in self.fail.items():
            if part in path and times:
                self.fail[part] -= 1
                return 403, {"error": "refused for a test"}, {}
        if path == "/api/repos/create":
            asked = json.loads(raw)
            name = f"{asked['organization']}/{asked['name']}" if asked.get("organization") else asked["name"]
            assert asked["type"] == "dataset"
            if name in self.repos:
                return 409, {"url": f"{self.url}/datasets/{name}"}, {}
            self.repos[name] = Repo()
            return 200, {"url": f"{self.url}/datasets/{name}", "name": name}, {}
        if path == "/api/validate-yaml":
            assert json.loads(raw)["repoType"] == "dataset"
            return 200, {"errors": [], "warnings": []}, {}
        if path.startswith("/lfs/"):
            self.lfs[path.removeprefix("/lfs/")] = raw
            return 200, {}, {}
        name = "/".join(path.removeprefix("/api").removeprefix("/datasets/").split("/")[:2]).removesuffix(".git")
        repo = self.repos.get(name)
        if repo is None:
            return 404, {"error": "Repository not found"}, {"x-error-code": "RepoNotFound"}
        rest = path.partition(name)[2]
        return (*self.of_repo(method, rest, raw, repo, name), {})

    def of_repo(self, method, rest, raw, repo, name):
        if rest == "/refs":
            head = repo.commits[-1][0] if repo.commits else "0" * 40
            branches = [{"name": "main", "ref": "refs/heads/main", "targetCommit": head}] if repo.commits else []
            tags = [{"name": k, "ref": f"refs/tags/{k}", "targetCommit": v} for k, v in repo.tags.items()]
            return 200, {"branches": branches, "tags": tags, "converts": []}
        if rest.startswith("/preupload/"):
            files = json.loads(raw)["files"]
            modes = [
                {"path": f["path"], "uploadMode": "lfs" if f["path"].endswith(".parquet") else "regular"} for f in files
            ]
            return 200, {"files": [{**m, "shouldIgnore": False, "oid": None} for m in modes]}
        if rest == ".git/info/lfs/objects/batch":
            asked = json.loads(raw)
            assert asked["operation"] == "upload" and "basic" in asked["transfers"]
            objects = [{**o, "actions": {"upload": {"href": f"{self.url}/lfs/{o['oid']}"}}} for o in asked["objects"]]
            return 200, {"transfer": "basic", "objects": objects}
        if rest.startswith("/commit/"):
            return self.committed([json.loads(line) for line in raw.splitlines()], repo, name)
        if rest.startswith("/tag/"):
            asked = json.loads(raw)["tag"]
            if asked in repo.tags:
                return 409, {"error": "tag exists"}
            repo.tags[asked] = rest.removeprefix("/tag/")
            return 200, {}
        if rest.startswith("/tree/"):
            return 200, [
                {"type": "file", "path": k, "size": len(v), "oid": hashlib.sha1(v).hexdigest()}
                for k, v in repo.files.items()
            ]
        return 404, {"error": f"{method} {rest} isn't in the contract"}

    def committed(self, lines, repo, name):
        assert lines[0]["key"] == "header"
        parent = lines[0]["value"].get("parentCommit")
        if parent is not None and (not repo.commits or repo.commits[-1][0] != parent):
            return 412, {"error": "the branch has moved"}
        files = dict(repo.files)
        for line in lines[1:]:
            value = line["value"]
            if line["key"] == "file":
                assert value["encoding"] == "base64"
                files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                files[value["path"]] = self.lfs[value["oid"]]
                assert hashlib.sha256(files[value["path"]]).hexdigest() == value["oid"]
            else:
                assert line["key"] == "deletedFile"
                del files[value["path"]]
        oid = repo.commit(files)
        return 200, {"success": True, "commitOid": oid, "commitUrl": f"{self.url}/datasets/{name}/commit/{oid}"}


def as_git(repo: Repo, folder: Path):
    """What was pushed, as a git repository with its tags: what an independent hub can serve."""
    folder.mkdir(parents=True)

    def git(*arguments):
        quiet = ["-c", "user.name=test", "-c", "user.email=test@invalid", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", str(folder), *quiet, *arguments], check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    for oid, files in repo.commits:
        for path, raw in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(raw)
        git("add", "-A")
        git("commit", "-q", "-m", oid)
        for tag, at in repo.tags.items():
            if at == oid:
                git("tag", tag)
