"""What systems got right and wrong in the documents that a site shows; one analysis for all benchmark pages."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from msgspec import Struct

from virgolette.errors import VirgoletteError
from virgolette.model import Document
from virgolette.report.board.standing import Board, Entry, board
from virgolette.report.examined import Examined
from virgolette.scoring.document import count_document
from virgolette.scoring.gold import GoldDocument
from virgolette.scoring.lines import Lines
from virgolette.site.source import Site


class Paper(Struct, frozen=True):
    """One document with what each system made of it, by the system's name."""

    document: Document
    split: str
    sides: dict[str, Examined]

    @property
    def doc_id(self) -> str:
        """Its id."""
        return self.document.entry.doc_id


class Judged:
    """The board of a site's corpus.

    Attributes:
        board: Where systems stand.
        unreadable: Why there is no board, where its files can't be used; "" where they can.
        names: The systems that have a result that holds, by name.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self.unreadable = ""
        try:
            self.board = board(Path(site.corpus.root))
        except VirgoletteError as error:
            self.board, self.unreadable = Board((), ()), error.what
        self.names = sorted({e.system.about.name for s in self.board.standings for e in s.entries})

    def entries(self, name: str) -> list[Entry]:
        """A system's results that hold, split by split."""
        return [e for s in self.board.standings for e in s.entries if e.system.about.name == name]

    @cached_property
    def papers(self) -> list[Paper]:
        """The documents of results that hold, as far as their texts are at hand, in the board's order."""
        found: dict[str, Paper] = {}
        for standing in self.board.standings:
            for entry in sorted(standing.entries, key=lambda e: e.system.about.name):
                for examined in self._examined(entry, standing.split):
                    document = self._site.by_id[examined.doc_id]
                    paper = found.setdefault(examined.doc_id, Paper(document, standing.split, {}))
                    paper.sides[entry.system.about.name] = examined
        return list(found.values())

    def examined(self, name: str, split: str) -> list[Examined]:
        """What a system made of the documents of a split."""
        return [p.sides[name] for p in self.papers if p.split == split and name in p.sides]

    def _examined(self, entry: Entry, split: str) -> list[Examined]:
        # Matching needs the text; whether its words may be shown is settled where they would be.
        texts = {d.entry.doc_id: d for d in self._site.full.documents}
        lines = {line.doc_id: line for line in Lines(entry.system.predictions(split)) if line.doc_id}
        found = []
        for counted in entry.result.documents:
            d = texts.get(counted.doc_id)
            if d is not None and d.text is not None and d.annotations is not None:
                gold = GoldDocument(d.entry, d.text, d.annotations)
                found.append(Examined(gold, count_document(gold, lines.get(counted.doc_id), counted.unit)))
        return found
