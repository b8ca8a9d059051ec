"""The system `llm`: passages go out, readings come back, documents are put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from virgolette.model import KnownEntity, Metric
from virgolette.scoring.predictions import Prediction
from virgolette.spans import Span
from virgolette.systems.base import Source
from virgolette.systems.llm import answer, prompt
from virgolette.systems.llm.chunks import chunks
from virgolette.systems.llm.client import Client, Failed
from virgolette.systems.llm.form import Asked, form
from virgolette.systems.llm.journal import Entry, Journal, digest
from virgolette.systems.llm.reading import Known, Reading, read
from virgolette.systems.llm.settings import Settings
from virgolette.systems.llm.spent import Spent
from virgolette.systems.llm.stitching import stitched

VERSION = "1.0"


class Asking:
    """What is asked of a model, and how its answers are read: all but the way there."""

    def __init__(self, layers: Sequence[str], entities: Sequence[KnownEntity] = (), metrics: Sequence[Metric] = ()):
        self.asked = Asked(tuple(layers), bool(entities), bool(metrics))
        self.instructions = prompt.system(self.asked, entities, metrics)
        self._known = Known(
            entities=frozenset(e.id for e in entities),
            metrics=frozenset(m.id for m in metrics),
            scopes=frozenset(s.id for m in metrics for s in m.scopes),
        )

    def messages(self, text: str, published: str | None) -> list[prompt.Message]:
        """The conversation on a passage, up to the answer."""
        return prompt.messages(self.instructions, text, published)

    def reading(self, content: str, text: str, finish: str = "stop", *, refused: bool = False) -> Reading:
        """What an answer says of its passage, whatever it is."""
        try:
            return read(answer.parsed(content, finish, refused=refused), text, self.asked, self._known)
        except answer.Unusable as why:
            return Reading(error=str(why))


class Llm:
    """A model behind an endpoint. What was answered once is never asked again, as long as its journal is kept."""

    name = "llm"

    def __init__(
        self,
        settings: Settings,
        entities: Sequence[KnownEntity] = (),
        metrics: Sequence[Metric] = (),
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Opens the journal and reads the key; nothing is sent yet.

        Raises:
            InputError: Where the endpoint is no address.
            EnvironmentFault: Where httpx isn't installed, or key or journal can't be used.
        """
        self.version = f"{VERSION} {settings.model}"
        self._settings = settings
        self._asking = Asking(settings.layers, entities, metrics)
        self._server = digest(settings.url, settings.model)
        # First what may fail, then the file.
        self._client = Client(settings, settled=self._settle, tell=tell)
        self._journal = Journal(settings.journal)
        self._client.known(self._journal.tier(self._server))
        self._spent = Spent(settings.price)

    def _settle(self, tier: str) -> None:
        self._journal.add(Entry(request=self._server, tier=tier))

    def predict(self, source: Source) -> Prediction:
        """What the model finds in one document."""
        return self.predict_all([source])[0]

    def predict_all(self, sources: Sequence[Source]) -> list[Prediction]:
        """What it finds in each; several requests are under way at once.

        Raises:
            InputError: Where key, model or address are wrong.
            EnvironmentFault: Where the endpoint can't be reached; what was answered is in the journal.
        """
        cut = [chunks(source.text, self._settings.chunk) for source in sources]
        pool = ThreadPoolExecutor(self._settings.concurrency)
        try:
            waiting = [
                [pool.submit(self._read, source, span) for span in spans]
                for source, spans in zip(sources, cut, strict=True)
            ]
            return [
                stitched(
                    source.doc_id,
                    [(span, future.result()) for span, future in zip(spans, futures, strict=True)],
                    self._settings.layers,
                )
                for source, spans, futures in zip(sources, cut, waiting, strict=True)
            ]
        except BaseException:
            self._client.stop()
            raise
        finally:
            # After an error nothing more is sent; what is under way is waited for, since it is paid.
            pool.shutdown(cancel_futures=True)

    def _read(self, source: Source, span: Span) -> Reading:
        text = source.text[slice(*span)]
        messages = self._asking.messages(text, source.published)
        request = digest(self._server, messages, form(self._asking.asked), self._settings.tokens, self._settings.fields)
        entry = self._journal.answer(request)
        fresh = entry is None
        if entry is None:
            try:
                reply = self._client.ask(messages, self._asking.asked)
            except Failed as why:
                return Reading(error=str(why))
            entry = Entry(
                request=request, usage=reply.usage, finish=reply.finish, refused=reply.refused, answer=reply.content
            )
        reading = entry.reading
        if reading is None:
            reading = self._asking.reading(
                entry.answer or "", text, entry.finish or "stop", refused=entry.refused or False
            )
        if fresh:
            kept = msgspec.structs.replace(entry, answer=None, reading=reading) if source.external else entry
            self._journal.add(kept)
        self._spent.add(entry.usage, reading.flaws, now=fresh)
        return reading

    def report(self) -> str:
        """What the run cost, and what was wrong with answers."""
        damaged = f"\nThe journal has {self._journal.unread} damaged lines." if self._journal.unread else ""
        return f"Asked by {self._client.tier}. {self._spent.report()}{damaged}"

    def close(self) -> None:
        """Gives back the connection and the journal."""
        self._client.close()
        self._journal.close()
