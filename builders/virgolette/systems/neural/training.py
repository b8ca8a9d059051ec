"""Learning the networks: seeded, on one core, as long as the validation documents get better.

Each layer has a network of its own, since one flat sequence holds either mentions or quotes. No vectors are used:
nothing is downloaded. Embeddings are hashed (words, affixes, shapes, tags), so that their size is fixed beforehand.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from virgolette.errors import InputError
from virgolette.systems import tagging
from virgolette.systems.neural import docs
from virgolette.systems.neural.library import seeded, spacy
from virgolette.systems.tagging import LAYERS, Document, Example

SEED = 20
# Tokens that are shown to a network in all where no validation document says when to stop, and at most.
SHOWN = 300_000
FEWEST, MOST = 10, 60
PATIENCE = 8
_BATCH = 8
_WIDTH = 64
_ATTRIBUTES = ("NORM", "PREFIX", "SUFFIX", "SHAPE", "TAG")
_ROWS = 2000
# Layer → depth of the window and share of features that are hidden in training: quotes are long and few.
_SHAPES = {"entities": (2, 0.2), "quotes": (4, 0.4)}


def _settings(depth: int) -> dict[str, Any]:
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": _WIDTH,
        "attrs": list(_ATTRIBUTES),
        "rows": [_ROWS] * len(_ATTRIBUTES),
        "include_static_vectors": False,
    }
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": _WIDTH,
        "depth": depth,
        "window_size": 1,
        "maxout_pieces": 3,
    }
    return {
        "model": {
            "@architectures": "spacy.TransitionBasedParser.v2",
            "state_type": "ner",
            "extra_state_tokens": False,
            "hidden_width": 64,
            "maxout_pieces": 2,
            "use_upper": True,
            "nO": None,
            "tok2vec": {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode},
        }
    }


def trained(documents: Sequence[Document], validation: Sequence[Document] = ()) -> dict[str, Any]:
    """Layer → network, learnt from texts and their annotations; one example is a paragraph.

    Raises:
        InputError: Where there is nothing to learn from.
        EnvironmentFault: Where spaCy isn't installed.
    """
    spacy()
    found = list(tagging.examples(documents))
    for layer in LAYERS:
        if all(tag == tagging.OUTSIDE for e in found for tag in e.tags[layer]):
            raise InputError(
                f"there is nothing to learn from (no {layer})", remedy="Name a split with annotated documents."
            )
    held = list(tagging.examples(validation))
    return {layer: _fitted(layer, found, held) for layer in LAYERS}


def _fitted(layer: str, found: Sequence[Example], held: Sequence[Example]) -> Any:
    depth, hidden = _SHAPES[layer]
    with seeded(SEED):
        network = spacy().blank("it")
        network.add_pipe("ner", config=_settings(depth))

        def examples(paragraphs: Sequence[Example]) -> list[Any]:
            return [docs.example(network.vocab, e.page, e.tokens, e.tags[layer]) for e in paragraphs]

        shown, judged = examples(found), examples(held)
        optimiser = network.initialize(lambda: shown)
        best, kept, since = -1.0, None, 0
        for _ in _epochs(sum(len(e.tokens) for e in found)):
            for batch in _batches(shown):
                network.update(batch, sgd=optimiser, drop=hidden)
            if judged:
                score = network.evaluate(judged)["ents_f"] or 0.0
                since += 1
                if score > best:
                    best, kept, since = score, network.to_bytes(), 0
                # A network that finds nothing yet hasn't stopped improving.
                if since > PATIENCE and best > 0:
                    break
        if kept is not None:
            network.from_bytes(kept)
    return network


def _epochs(tokens: int) -> range:
    return range(min(max(SHOWN // max(tokens, 1), FEWEST), MOST))


def _batches(examples: list[Any]) -> Iterator[list[Any]]:
    # A copy: the order of one epoch must not depend on who looked at the list.
    order = list(examples)
    random.shuffle(order)
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]
