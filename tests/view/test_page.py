"""The page as a file: self-contained, escaped, complete, small."""

from __future__ import annotations

import base64
import hashlib
import html
import re

import msgspec
import pytest

from tests.view.building import KNOWLEDGE, TEXT, document, everything
from tests.view.conftest import page_of
from virgolette import corpus, schema, view

PAGE = page_of(document())


def test_no_other_file_and_no_address():
    assert not re.findall(r"<(?:link|img|iframe|object|embed|base|video|audio|source)\b", PAGE)
    assert not re.findall(r'(?:src|action|formaction|srcset)="', PAGE)
    assert set(re.findall(r'href="([^"])', PAGE)) == {"#"}
    assert not re.findall(r"@import|url\(|https?:", PAGE)


def test_the_policy_names_the_two_inline_elements_by_their_hashes():
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', PAGE)[1])
    assert "default-src 'none'" in policy and "unsafe" not in policy
    for tag in ("style", "script"):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", PAGE, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode("utf-8")).digest()).decode("ascii")
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert PAGE.index("Content-Security-Policy") < PAGE.index("<style>")
    assert not re.findall(r"<[^>]* (?:style|on\w+)=", PAGE)


def test_every_annotation_has_a_handle_in_the_text_and_a_card():
    annotations = everything()
    ids = [r.id for layer in ("entities", "quotes", "claims", "notes") for r in getattr(annotations, layer)] + ["S1"]
    for id_ in ids:
        assert PAGE.count(f' id="{id_}"') == 1 and PAGE.count(f' id="p-{id_}"') == 1
    targets = set(re.findall(r' id="([^"]*)"', PAGE))
    assert set(re.findall(r'href="#([^"]*)"', PAGE)) <= targets


def test_labels_come_from_the_schema():
    for label, told in schema.labels("entity", "properties/label").items():
        assert f">{label}</span> {told['en']}" in PAGE


def test_all_that_is_said_of_an_annotation_stands_in_its_card():
    card = re.search(r'<div class="card" id="p-C1".*?</div>', PAGE, re.DOTALL)[0]
    for words in ("quantity", "hedged", "negative", "present", "Il faro costa.", "The lighthouse costs."):
        assert words in card
    for words in ("Faro &lt;i&gt;&amp;&lt;/i&gt;", "cost", "total", "2025", "Ilda Nessi", 'href="#Q1"', 'href="#T4"'):
        assert words in card
    assert "↓\u00a0≈\u00a0≥\u00a0300\u202f000\u00a0EUR" in re.sub(r"<span[^>]*>|</span>", "", card)
    card = re.search(r'<div class="card q\d" id="p-Q1".*?</div>', PAGE, re.DOTALL)[0]
    for words in ("direct", "speech", "named, individual", "ha detto", "wrong direction, doubled", "close: missing"):
        assert words in card


def test_findings_stand_in_place_and_in_the_list():
    assert "mark-defect-false" in PAGE and re.search(r'data-a="[^"]*\bF\d', PAGE)


def test_a_waived_finding_says_why():
    shown = document()
    found = [msgspec.structs.replace(f, waived="Looked at <it>.") for f in _findings(shown)[:1]]
    assert "Looked at &lt;it&gt;." in view.page(shown, KNOWLEDGE, found)


def _findings(shown):
    from tests.view.conftest import findings_of

    return findings_of(shown)


def test_without_its_text_a_page_holds_offsets_and_our_own_words_only():
    found = view.page(document(None, kind="external"), KNOWLEDGE)
    assert "The text is not at hand" in found and "[62, 101)" in found and "Il faro costa." in found
    body = found.partition("<body>")[2]
    for words in ("suona", "ha detto", "mila euro", "Banca\u200b"):
        assert words not in body


def test_third_party_text_says_so():
    assert "don’t pass this file on" in view.page(document(kind="external"), KNOWLEDGE)
    assert "don’t pass this file on" not in PAGE


def test_broken_annotations_are_shown_not_refused():
    broken = msgspec.structs.replace(
        everything(), entities=(*everything().entities, *everything().entities[:1]), quotes=everything().quotes[:2] * 2
    )
    assert page_of(document(annotations=broken)).count(' id="T1"') == 1


def test_a_document_without_annotations_isnt_shown():
    with pytest.raises(ValueError, match="nothing to show"):
        view.page(msgspec.structs.replace(document(), annotations=None), KNOWLEDGE)


def test_an_empty_text_makes_a_page():
    empty = msgspec.structs.replace(everything(), entities=(), quotes=(), claims=(), notes=(), skip=())
    assert "No quotes." in view.page(document("", empty), KNOWLEDGE)


def test_the_longest_reference_article_stays_small(root, reference_texts):
    file = root / "annotations" / "gold" / "deepseek-002.json"
    found, _ = corpus.scan(root, reference_texts, files=[file])
    assert len(view.page(found.documents[0], found.knowledge).encode("utf-8")) < 300_000


def test_the_same_document_gives_the_same_bytes():
    assert page_of(document()) == PAGE and TEXT
