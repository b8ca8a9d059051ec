"""The report as a file: complete, self-contained, small, of the same numbers, and without a word that isn't ours."""

from __future__ import annotations

import html
import json
import re

import msgspec
import pytest

from tests.report.conftest import OUTSIDE, TEXT, gold
from tests.test_leak import fold
from virgolette import corpus
from virgolette.cli import main
from virgolette.scoring import convert, result

BODY = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
HOSTILE = "</td><script>window.ran = 1</script>\u202e\u0000"


def write(path, *lines):
    path.write_text("".join(json.dumps(x) + "\n" for x in lines), encoding="utf-8")
    return path


def line(doc_id, **layers):
    return {"schema_version": "1.0", "doc_id": doc_id, **layers}


def mention(words, label="PER", **fields):
    return {"label": label, "segments": [{"text": words}], **fields}


def told(words):
    return {
        "entities": [
            *(mention("Ada"), mention("Bruno Lodi", "ORG"), mention(words), mention("12 milioni", "MONEY")),
            {"label": 7},
        ],
        "quotes": [{"content": [{"text": "Il porto chiude"}], "type": "indirect"}],
        "claims": [{"segments": [{"text": "Il porto"}], "type": "event", "time": "past"}],
    }


@pytest.fixture
def report(small, texts, tmp_path, capsys):
    """The report on predictions, as the command writes it, and its result."""

    def go(*lines, arguments=(), root=small):
        path = write(tmp_path / "mine.jsonl", *lines)
        out, scores = tmp_path / "report.html", tmp_path / "scores.json"
        made = ["--report", str(out), "--out", str(scores), "--corpus", str(root)]
        assert main(["score", str(path), *made, *map(str, arguments)]) == 0
        return out.read_text(encoding="utf-8"), result.read(scores)

    return go


def plain(page):
    return html.unescape(re.sub(r"<[^>]*>", " ", BODY.sub("", page)))


def rows(page, klass):
    table = re.search(rf'<table class="{klass}">(.*?)</table>', page, re.DOTALL)[1]
    return [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    ]


def test_the_classes_on_the_page_are_the_measures_counts(report):
    page, found = report(*(line(f"porto-{k}", **told("Nessuno")) for k in range(8)), arguments=["--split", "test"])
    head, entities, quotes, claims = rows(page, "taxa")
    for row, measure in ((entities, "entities.strict"), (quotes, "quotes.exact"), (claims, "claims.iou50")):
        by = dict(zip(head, row, strict=True))
        score = found.score(measure)
        assert (int(by["in gold"]), int(by["predicted"])) == (score.gold, score.predicted)
        whole = ("correct", "attribute", "type", "boundary")
        assert sum(int(by[k]) for k in (*whole, "missed")) == score.gold
        assert sum(int(by[k]) for k in (*whole, "spurious", "unaligned", "invalid")) == score.predicted
    kinds = dict(zip(head, entities, strict=True))
    assert [kinds[k] for k in ("type", "boundary", "missed", "spurious", "unaligned", "invalid")] == ["8"] * 6


def test_a_page_needs_nothing_but_itself(report):
    page, _ = report(line("porto-1", **told("Nessuno")))
    body = BODY.sub("", page)
    assert not re.findall(r'(?:src|action|srcset|poster|data)="', body) and "http" not in body.replace("http-equiv", "")
    assert {a[0] for a in re.findall(r'href="([^"]*)"', body)} == {"#"}
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert not re.findall(r"<[^>]*\s(?:style|on\w+)=", body)
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert {a[1:] for a in re.findall(r'href="(#[^"]*)"', body)} <= set(ids)


def test_intervals_or_why_there_are_none(report):
    lines = [line(f"porto-{k}", **told("Ada Terzi")) for k in range(8)]
    page, found = report(*lines, arguments=["--split", "test"])
    assert found.inference == "intervals" and "delete-one-story jackknife over 8 stories" in page
    page, _ = report(*lines, arguments=["--split", "train"])
    assert "Descriptive only, no intervals:" in page and "2 units, fewer than 6" in page


def test_missing_documents_and_perfect_ones(report):
    page, _ = report(line("porto-1", **told("x")))
    assert "9 missing" in page and "<b>missing</b>" in page
    golds = [convert.from_gold(gold(f"porto-{k}")) for k in range(8)]
    page, _ = report(*[json.loads(msgspec.json.encode(g)) for g in golds], arguments=["--split", "test"])
    assert page.count("No errors.") == 8 and "0 errors in 5 items" in page


def test_the_hardest_document_comes_first(report):
    perfect = json.loads(msgspec.json.encode(convert.from_gold(gold("porto-1"))))
    partly = line("porto-2", entities=[mention("Carla"), mention("Bruno")])
    page, _ = report(perfect, partly, arguments=["--split", "test"])
    order = re.findall(r'<details class="document" id="([^"]*)"', page)
    assert order[-1] == "porto-1" and order[-2] == "porto-2" and order[:-2] == sorted(order[:-2])


def test_both_sides_hold_the_whole_text(report):
    page, _ = report(line("porto-1", **told("x")), arguments=["--split", "test"])
    document = re.search(r'id="porto-1".*?</details>', page, re.DOTALL)[0]
    for side in ("gold", "predicted"):
        shown = re.findall(rf'<p class="t"[^>]*data-l="{side}">(.*?)</p>', document, re.DOTALL)
        assert (
            html.unescape(re.sub(r"<[^>]*>", "", "".join(shown))) == TEXT.replace("\n", "")
            or "\n".join(html.unescape(re.sub(r"<[^>]*>", "", x)).strip("\n") for x in shown) == TEXT
        )


def test_no_word_of_an_external_text_even_where_it_is_at_hand(report, small, texts):
    """Neither gold's words nor what a system says: words, slugs, dates, reasons of what can't be placed."""
    said = "Ezio Corvani è partito ieri"
    lines = line(
        "fuori-1",
        entities=[
            mention("Ezio Corvani", entity="ezio-corvani-partito-ieri", date="partito ieri da Sarmede"),
            mention("Ezio Corvani è partitoo jeri da Sarmade per"),
            {"label": "PER", "segments": [{"text": said}], said: said},
        ],
        claims=[{"segments": [{"text": said}], "frame": {"valid_time": "partito ieri", "scope": "partito-ieri"}}],
    )
    clusters = [{"members": ["fuori-1#Ezio.Corvani", "fuori-1#Ezio.Corvani"]}]
    apart = {"schema_version": "1.0", "doc_id": None, "clusters": clusters}
    page, found = report(lines, apart, arguments=["--split", "reference", "--texts", texts])
    assert found.documents[0].status == "scored" and "aren’t here" in page
    shown = fold(plain(page)) + fold(page)
    for word in re.findall(r"\w{5,}", fold(OUTSIDE)):
        assert word not in shown, word
    assert "[61, 72)" in page and page.count("something else") == 4


def test_hostile_words_are_words(report):
    hostile = line("porto-1", entities=[mention(HOSTILE), mention("Ada Terzi", entity="x" * 80)], error=None)
    page, _ = report(hostile, line("porto-2", error=HOSTILE))
    assert page.count("<script") == 1 and "<script" not in BODY.sub("", page) and "\x00" not in page


def test_documents_beyond_the_most_are_counted(small, tmp_path):
    from virgolette.report.examined import Collector
    from virgolette.report.page import page
    from virgolette.scoring.run import score

    collector = Collector()
    found = score(write(tmp_path / "p.jsonl", line("porto-1")), root=small, each=collector)
    made = page(found, collector.documents, corpus.knowledge(small), "p", most=3)
    assert made.count('<details class="document"') == 3 and "The 3 hardest of 10." in made


def test_the_report_of_the_shipped_corpus_is_small(root, tmp_path):
    predictions, out = tmp_path / "rules.jsonl", tmp_path / "report.html"
    assert main(["predict", "rules", "--out", str(predictions), "--corpus", str(root)]) == 0
    assert main(["score", str(predictions), "--report", str(out), "--corpus", str(root)]) == 0
    documents = len(re.findall('<details class="document"', out.read_text(encoding="utf-8")))
    # Less than 3 MB for 38 documents, however many there are yet.
    assert out.stat().st_size < 120_000 + documents * 75_000


def test_the_same_predictions_give_the_same_bytes(report):
    lines = [line(f"porto-{k}", **told("Nessuno")) for k in range(8)]
    assert report(*lines)[0] == report(*lines)[0]
