"""Putting a release on a hub: one commit, one tag. The only module that speaks to a hub."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from virgolette.dataset.release import Release
from virgolette.dataset.target import Target
from virgolette.errors import EnvironmentFault, InputError

if TYPE_CHECKING:
    from huggingface_hub import HfApi

KIND = "dataset"
# The hub's own, which a release doesn't bring and mustn't delete.
KEPT = (".gitattributes",)


class Hub:
    """A repository on a hub. Tokens come from huggingface_hub: its store, or its environment variable.

    Args:
        target: The repository; its endpoint takes a token only by https, or on this machine.

    Raises:
        InputError: Where it can't be one.
    """

    def __init__(self, target: Target) -> None:
        from huggingface_hub import HfApi

        if not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", target.repo, re.ASCII):
            raise InputError("isn't the id of a repository", where=target.repo, remedy="Write owner/name.")
        try:
            where = urlsplit(target.endpoint)
            # A bracket too few, a port that is none, a name that no name server takes.
            _, host = where.port, (where.hostname or "").encode("idna")
        except ValueError:
            where, host = urlsplit(""), b""
        local = where.hostname in ("127.0.0.1", "localhost", "::1")
        if where.scheme not in ("http", "https") or not host or (where.scheme == "http" and not local):
            raise InputError(
                "isn't an https address",
                where=target.endpoint,
                remedy="A token would be sent in the clear: use https, or a hub on this machine.",
            )
        self.target = target
        self.api: HfApi = HfApi(endpoint=target.endpoint, library_name="virgolette")

    def head(self) -> str | None:
        """The commit that the branch is at; None where there is no such repository or branch yet.

        Raises:
            InputError: Where the tag of this version exists: what was published stays as it is.
            EnvironmentFault: Where the hub can't be asked.
        """
        from huggingface_hub.errors import RepositoryNotFoundError

        with _told(self.target):
            try:
                refs = self.api.list_repo_refs(self.target.repo, repo_type=KIND)
            except RepositoryNotFoundError:
                return None
        if any(ref.name == self.target.tag for ref in refs.tags):
            raise InputError(
                f"the tag {self.target.tag} exists, and what was published isn't replaced",
                where=self.target.page,
                remedy="Raise dataset_version in seeds/manifest.json, and say in CHANGELOG.md what changed.",
            )
        heads = {ref.name: ref.target_commit for ref in refs.branches}
        return heads.get(self.target.revision)

    def publish(self, release: Release, head: str | None) -> str:
        """Upload a release in one commit on top of `head`, and tag it.

        Returns:
            The commit. Publishing again after a failure between commit and tag sets the tag only.

        Raises:
            EnvironmentFault: Where the hub refuses: then nothing was committed, or the commit has no tag yet.
        """
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        target = self.target
        with _told(target):
            if head is None:
                self.api.create_repo(target.repo, repo_type=KIND, exist_ok=True)
                if target.revision != "main":
                    self.api.create_branch(target.repo, branch=target.revision, repo_type=KIND, exist_ok=True)
            old = set(self.api.list_repo_files(target.repo, repo_type=KIND, revision=head)) if head else set()
            stale = sorted(old - release.files.keys() - set(KEPT))
            done = self.api.create_commit(
                target.repo,
                [
                    *(CommitOperationAdd(path, release.path / path) for path in release.files),
                    *(CommitOperationDelete(path) for path in stale),
                ],
                commit_message=f"virgolette {target.tag}",
                repo_type=KIND,
                revision=target.revision,
                # Somebody else's commit in the meantime is refused by the hub, not overwritten.
                parent_commit=head,
            )
            self.api.create_tag(target.repo, tag=target.tag, revision=done.oid, repo_type=KIND)
        return str(done.oid)


def endpoint(named: str | None) -> str:
    """The hub that is named, else huggingface_hub's (HF_ENDPOINT, or the public one)."""
    from huggingface_hub import constants

    return (named or str(constants.ENDPOINT)).rstrip("/")


@contextmanager
def _told(target: Target) -> Iterator[None]:
    """What the hub or the way to it refuses, as a fault of the environment."""
    from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError

    # Among its bases is the root of the errors of whichever library it speaks HTTP with.
    transport = [base for base in HfHubHTTPError.__bases__ if issubclass(base, Exception)]
    refusals: tuple[type[Exception], ...] = (*transport, OSError, RuntimeError, ValueError)
    try:
        yield
    except LocalTokenNotFoundError:
        raise EnvironmentFault(
            "there is no token", where=target.endpoint, remedy="Log in with: hf auth login (or set HF_TOKEN)."
        ) from None
    except refusals as error:
        raise EnvironmentFault(
            f"the hub refused, or can't be reached: {_first_line(error)}",
            where=target.page,
            remedy="Nothing is published until the tag exists: mend this, and publish again.",
        ) from None


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
