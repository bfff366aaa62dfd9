"""`qa evaluate --url`: a running server is asked, and nothing that it says of itself is believed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answering.ports import Question
from qa.answering.records import Answer
from qa.api import ApiSettings
from tests.evaluation.kit import components, evaluate_cli
from tests.fakes import FakeAssistant
from tests.fakes_documents import DOCUMENTS as HARBOUR
from tests.fakes_documents import LIGHTHOUSE
from tests.serving import served


class Misquoting(FakeAssistant):
    """A server that alters one letter of every quote, and vouches for it."""

    def ask(self, question: Question) -> Answer:
        answer = super().ask(question)
        altered = tuple(replace(citation, quote="X" + citation.quote[1:]) for citation in answer.citations)
        return replace(answer, citations=altered)


def test_a_server_is_asked_and_its_quotes_are_checked_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Documents are matched by the hash of their text, and what the server says of itself is not asked."""
    folder = write_corpus(tmp_path / "harbour")

    with served(FakeAssistant()) as url:
        code = evaluate_cli(components(tmp_path), folder, "--url", url, "--json", "--out", tmp_path / "run")

    found = json.loads(capsys.readouterr().out)
    rows = [json.loads(line) for line in (tmp_path / "run" / "rows.jsonl").read_text().splitlines()]
    assert code == 0
    assert found["citations"]["exact_rate"] == 1.0
    assert "answer" not in found  # it cannot be made to speak
    assert found["answer_shipped"]["sentence_hit@1"] == 1.0
    assert rows[0]["citations"][0]["document_id"] == "mine-0"


def test_a_server_that_misquotes_is_caught(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The document decides, whatever hash or badge comes with the quote."""
    folder = write_corpus(tmp_path / "harbour")

    with served(Misquoting()) as url:
        evaluate_cli(components(tmp_path), folder, "--url", url, "--json")

    found = json.loads(capsys.readouterr().out)
    assert found["citations"]["exact_rate"] == 0.0
    assert set(found["answer_shipped"].values()) == {0.0}


def test_a_server_without_the_sets_documents_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One blank more is another document: every offset would be wrong."""
    folder = write_corpus(tmp_path / "harbour", shift=1)

    with served(FakeAssistant()) as url:
        code = evaluate_cli(components(tmp_path), folder, "--url", url, "--json")

    assert code == 2
    assert "does not hold 1 of" in capsys.readouterr().err


def test_a_server_may_hold_other_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it finds in them is counted as wrong and named as such; nothing of it can be shown, as it is not here."""
    folder = write_corpus(tmp_path / "harbour")
    first = (folder / "corpus.jsonl").read_text().split("\n")[0]
    (folder / "corpus.jsonl").write_text(first + "\n")

    with served(FakeAssistant()) as url:
        code = evaluate_cli(components(tmp_path), folder, "--url", url, "--json", "--out", tmp_path / "run")

    ranked = {key for line in (tmp_path / "run" / "rows.jsonl").read_text().splitlines() for key in ranking(line)}
    assert code == 0
    assert json.loads(capsys.readouterr().out)["settings"]["other_documents"] == len(HARBOUR) - 1
    assert ranked > {"mine-0"}


def ranking(line: str) -> list[str]:
    return [str(key) for key in json.loads(line)["ranking"]]


def test_a_server_that_asks_for_a_key_gets_it(tmp_path: Path) -> None:
    """QA_API_KEY is sent; without it the server's refusal is our error."""
    folder = write_corpus(tmp_path / "harbour")

    with served(FakeAssistant(), ApiSettings(api_key="secret")) as url:
        without = evaluate_cli(components(tmp_path), folder, "--url", url)
        with_key = evaluate_cli(components(tmp_path, key="secret"), folder, "--url", url)

    assert (without, with_key) == (2, 0)


def write_corpus(folder: Path, shift: int = 0) -> Path:
    """Write the harbour's documents under ids of our own; ``shift`` puts blanks before the first."""
    folder.mkdir()
    texts = [" " * shift + LIGHTHOUSE.text, *(document.text for document in HARBOUR if document is not LIGHTHOUSE)]
    corpus = [{"id": f"mine-{place}", "title": "", "text": text} for place, text in enumerate(texts)]
    quote = "1 February 1849"
    start = texts[0].index(quote)
    query = {
        "id": "lit",
        "text": "When was the lighthouse at Skerry Point first lit?",
        "answers": [quote],
        "answerable": True,
        "evidence": [{"doc_id": "mine-0", "start": start, "end": start + len(quote), "text": quote}],
    }
    silent = {"id": "gold", "text": "Zebra quantum marmalade?", "answerable": False}
    (folder / "corpus.jsonl").write_text("".join(json.dumps(item) + "\n" for item in corpus))
    (folder / "queries.jsonl").write_text("".join(json.dumps(item) + "\n" for item in (query, silent)))
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nlit\tmine-0\t1\n")
    return folder
