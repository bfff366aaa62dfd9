"""What every Assistant promises, held against the product and against the tests' fake of it."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from index.embedded.store import EmbeddedStore
from index.errors import UnreadableDocumentError
from index.library import Index, writing
from index.parsers import parse
from index.records import Content, Document
from index.sources import SourceItem
from index.uploads import Uploads
from qa.answering.assistant import ExtractiveAssistant
from qa.answering.calibrations import similarity_reader
from qa.answering.ports import (
    Assistant,
    BadQuestionError,
    NoLanguageModelError,
    NotReadyError,
    Question,
    UnknownDocumentError,
    WritingDisabledError,
)
from qa.answering.records import Turn
from qa.service.documents import ReadOnlyDocuments, UploadedDocuments
from qa.service.feedback import FeedbackLog
from qa.service.live import LiveAssistant
from tests.fakes import SKIPPED, FakeAssistant
from tests.fakes_documents import DOCUMENTS, EXAMPLES, LIGHTHOUSE, RULES
from tests.fakes_embedding import HashingEmbedder
from tests.waiting import eventually

FIRST_LIT = "When was the lighthouse at Skerry Point first lit?"
EMBEDDER = HashingEmbedder()


@dataclass(frozen=True)
class Witness:
    """An assistant over the same documents, and how to look at what it keeps of feedback."""

    assistant: Assistant
    feedback: Callable[[], list[tuple[str, str, str | None]]]


@contextmanager
def fake(_: Path, *, write: bool = False, ready: bool = True) -> Iterator[Witness]:
    made = FakeAssistant(write=write, ready=ready)
    yield Witness(made, lambda: list(made.judgements))


@contextmanager
def product(folder: Path, *, write: bool = False, ready: bool = True) -> Iterator[Witness]:
    """The assistant of a server, over an index of its own, with an embedder and a reader that need no weights."""
    store = EmbeddedStore(folder)
    with writing(store, EMBEDDER) as writer:
        broken = replace(item(RULES), document_id=SKIPPED.id, source=SKIPPED.source, parse=fail)
        writer.sync([*map(item, DOCUMENTS), broken])
    log = FeedbackLog(folder / "feedback.jsonl")

    def load(_: object) -> ExtractiveAssistant:
        index = Index.open(store, EMBEDDER)
        return ExtractiveAssistant(index, similarity_reader(index))

    uploads = Uploads(folder / "uploads", parse, "test/1")
    documents = UploadedDocuments(store, EMBEDDER, uploads) if write else ReadOnlyDocuments()
    live = LiveAssistant(load, store.current, lambda _: EXAMPLES, documents, log)
    if ready:
        live.start()
        eventually(lambda: live.readiness().ready)
    yield Witness(live, lambda: [(row["answer_id"], row["kind"], row["note"]) for row in log.rows()])
    live.close()


def item(document: Document) -> SourceItem:
    return SourceItem(document.id, document.source, document.text.encode, lambda _: document.content, "test/1")


def fail(_: bytes) -> Content:
    raise UnreadableDocumentError("the file is cut off")


Make = Callable[..., AbstractContextManager[Witness]]
MAKERS: dict[str, Make] = {"product": product, "fake": fake}


@pytest.fixture(params=MAKERS)
def make(request: pytest.FixtureRequest) -> Make:
    """Give each way to make an assistant in turn."""
    return MAKERS[request.param]


@pytest.fixture
def witness(make: Make, folder: Path) -> Iterator[Witness]:
    with make(folder) as made:
        yield made


@pytest.fixture
def assistant(witness: Witness) -> Assistant:
    return witness.assistant


@pytest.fixture
def writable(make: Make, folder: Path) -> Iterator[Assistant]:
    """Give an assistant that takes uploads."""
    with make(folder, write=True) as made:
        yield made.assistant


def test_an_answer_is_made_of_exact_quotes(assistant: Assistant) -> None:
    """Numbered in their order, named in the text, each with the hash of the document that it is sliced from."""
    answer = assistant.ask(Question(FIRST_LIT))

    assert (answer.answerable, answer.reason, answer.mode) == (True, None, "extractive")
    assert (answer.question, answer.standalone_question) == (FIRST_LIT, FIRST_LIT)
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        document = assistant.document(citation.document_id).document
        assert document.text[citation.start : citation.end] == citation.quote
        assert (citation.sha256, citation.source) == (document.sha256, document.source)
        assert assistant.verify(
            citation.document_id, citation.start, citation.end, citation.quote, citation.sha256
        ).verified
        assert f"[{citation.number}]" in answer.answer
    assert 0 < answer.confidence <= 1
    assert answer.answer_id
    assert answer.generation == assistant.readiness().generation
    assert answer.timings_ms["total"] >= 0


@pytest.mark.parametrize("text", ["?", "Quantum zebra marmalade?"])
def test_silence_has_a_reason_and_no_citation(assistant: Assistant, text: str) -> None:
    """And a sentence without markers."""
    answer = assistant.ask(Question(text))

    assert (answer.answerable, answer.citations) == (False, ())
    assert answer.reason == ("not_a_question" if text == "?" else "nothing_near")
    assert answer.answer
    assert not re.search(r"\[\d+\]", answer.answer)


def test_the_same_question_has_the_same_answer(assistant: Assistant) -> None:
    """But for the time that it took."""
    first, second = (replace(assistant.ask(Question(FIRST_LIT)), timings_ms={}) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("k", [1, 3, 50])
def test_at_most_k_passages_come_best_first(assistant: Assistant, k: int) -> None:
    """They are slices of their documents, whether or not they answer."""
    passages = assistant.ask(Question(FIRST_LIT, k=k)).passages

    assert 1 <= len(passages) <= k
    assert [near.score for near in passages] == sorted((near.score for near in passages), reverse=True)
    for near in passages:
        document = assistant.document(near.document_id).document
        assert document.text[near.start : near.end] == near.text
        assert (near.title, near.source) == (document.title, document.source)


def test_only_the_named_documents_are_searched(assistant: Assistant) -> None:
    """Of none of them, nothing is found."""
    within = assistant.ask(Question(FIRST_LIT, documents=("rules-pdf", "tides-md")))
    nowhere = assistant.ask(Question(FIRST_LIT, documents=()))

    assert {near.document_id for near in within.passages} <= {"rules-pdf", "tides-md"}
    assert {citation.document_id for citation in within.citations} <= {"rules-pdf", "tides-md"}
    assert (nowhere.passages, nowhere.citations, nowhere.answerable) == ((), (), False)


def test_a_follow_up_is_asked_with_what_was_said_before(assistant: Assistant) -> None:
    """And says what was asked in the end."""
    history = (Turn("user", FIRST_LIT), Turn("assistant", "On 1 February 1849."))

    answer = assistant.ask(Question("Who designed it?", history))

    assert answer.question == "Who designed it?"
    assert answer.standalone_question != answer.question
    assert "Skerry" in answer.standalone_question


@pytest.mark.parametrize(
    ("question", "error"),
    [
        (Question(""), BadQuestionError),
        (Question(" \n"), BadQuestionError),
        (Question("x" * 2001), BadQuestionError),
        (Question("nul \0"), BadQuestionError),
        (Question("half \ud83d"), BadQuestionError),
        (Question("Why?", (Turn("user", "half \ud83d"),)), BadQuestionError),
        (Question(FIRST_LIT, mode="llm"), NoLanguageModelError),
        (Question(FIRST_LIT, documents=("rules-pdf", "nowhere")), UnknownDocumentError),
        (Question(FIRST_LIT, documents=(SKIPPED.id,)), UnknownDocumentError),
    ],
)
def test_what_cannot_be_asked_is_refused(assistant: Assistant, question: Question, error: type[Exception]) -> None:
    """With a sentence that says why."""
    with pytest.raises(error, match=r"\w+ \w+"):
        assistant.ask(question)


QUOTE = "It was designed by Marion Teale"
START = LIGHTHOUSE.text.index(QUOTE)
PLACE = (START, START + len(QUOTE))
OTHER = "0" * 64
BEYOND = (PLACE[0], len(LIGHTHOUSE.text) + 1)


@pytest.mark.parametrize(
    ("document_id", "place", "quote", "sha256", "reason", "actual"),
    [
        (LIGHTHOUSE.id, PLACE, QUOTE, None, None, QUOTE),
        (LIGHTHOUSE.id, PLACE, QUOTE, LIGHTHOUSE.sha256, None, QUOTE),
        ("nowhere", BEYOND, "x", OTHER, "unknown_document", None),
        (SKIPPED.id, PLACE, QUOTE, None, "unknown_document", None),
        (LIGHTHOUSE.id, BEYOND, "x", OTHER, "changed_document", None),
        (LIGHTHOUSE.id, PLACE, "x", OTHER, "changed_document", QUOTE),
        (LIGHTHOUSE.id, PLACE, QUOTE, OTHER, "changed_document", QUOTE),
        (LIGHTHOUSE.id, BEYOND, "x", LIGHTHOUSE.sha256, "out_of_range", None),
        (LIGHTHOUSE.id, (-1, 5), "x", None, "out_of_range", None),
        (LIGHTHOUSE.id, (5, 5), "", None, "out_of_range", None),
        (LIGHTHOUSE.id, (9, 5), "", None, "out_of_range", None),
        (LIGHTHOUSE.id, PLACE, QUOTE.lower(), None, "different_text", QUOTE),
    ],
)
def test_the_first_thing_wrong_with_a_quote_is_told(
    assistant: Assistant,
    document_id: str,
    place: tuple[int, int],
    quote: str,
    sha256: str | None,
    reason: str | None,
    actual: str | None,
) -> None:
    """No such document, then a changed one, then no such place, then other words; with what stands there."""
    found = assistant.verify(document_id, *place, quote, sha256)

    assert (found.verified, found.reason, found.actual) == (reason is None, reason, actual)


def test_documents_and_skipped_files_are_listed_by_source(assistant: Assistant) -> None:
    """A skipped one with its reason."""
    entries = assistant.documents()

    assert [entry.source for entry in entries] == sorted([*(d.source for d in DOCUMENTS), SKIPPED.source])
    by_id = {entry.id: entry for entry in entries}
    skipped, rules = by_id[SKIPPED.id], by_id["rules-pdf"]
    assert (skipped.status, skipped.reason, skipped.passages) == ("skipped", "the file is cut off", 0)
    assert (rules.status, rules.reason, rules.pages, rules.is_uploaded) == ("indexed", None, 2, False)
    assert (rules.sha256, rules.characters, rules.title) == (RULES.sha256, len(RULES.text), RULES.title)
    assert rules.passages > 0


def test_a_document_is_shown_in_full_with_its_entry(assistant: Assistant) -> None:
    """One that is not there is an error, and so is a file that was skipped."""
    view = assistant.document("rules-pdf")

    assert view.document == RULES
    assert view.entry in assistant.documents()
    for unknown in ("nowhere", SKIPPED.id):
        with pytest.raises(UnknownDocumentError, match=unknown):
            assistant.document(unknown)


def test_examples_are_answered(assistant: Assistant) -> None:
    """At most six."""
    examples = assistant.examples()

    assert 1 <= len(examples) <= 6
    assert all(assistant.ask(Question(text)).answerable for text in examples)


def test_feedback_is_kept_in_its_order(witness: Witness) -> None:
    """Of an answer that is remembered, and of one that is not."""
    answer = witness.assistant.ask(Question(FIRST_LIT))

    witness.assistant.feedback(answer.answer_id, "wrong_quote", "too long")
    witness.assistant.feedback("forgotten", "should_abstain", None)

    assert witness.feedback() == [(answer.answer_id, "wrong_quote", "too long"), ("forgotten", "should_abstain", None)]


def test_until_it_is_ready_everything_but_feedback_is_refused(make: Make, folder: Path) -> None:
    """The reason says what it is waiting for; once ready, there is none."""
    with make(folder, ready=False, write=True) as witness:
        early = witness.assistant
        readiness = early.readiness()
        refused: list[Callable[[], object]] = [
            lambda: early.ask(Question(FIRST_LIT)),
            lambda: early.verify(LIGHTHOUSE.id, *PLACE, QUOTE),
            early.documents,
            lambda: early.document("rules-pdf"),
            early.examples,
            lambda: early.add_document("a.txt", b"text"),
            lambda: early.delete_document("rules-pdf"),
        ]
        for call in refused:
            with pytest.raises(NotReadyError, match=r"\w+ \w+"):
                call()
        early.feedback("any", "wrong_answer", None)
        kept = witness.feedback()

    assert (readiness.ready, readiness.generation) == (False, None)
    assert readiness.reason
    assert 0 <= readiness.progress <= 1
    assert kept == [("any", "wrong_answer", None)]


def test_a_ready_assistant_names_its_generation(assistant: Assistant) -> None:
    """And waits for nothing."""
    readiness = assistant.readiness()

    assert (readiness.ready, readiness.reason, readiness.progress) == (True, None, 1.0)
    assert readiness.generation


def test_without_the_right_to_write_documents_stay(assistant: Assistant) -> None:
    """Uploads and deletions are refused with the setting that allows them."""
    before = assistant.documents()

    with pytest.raises(WritingDisabledError, match="QA_WRITE"):
        assistant.add_document("a.txt", b"text")
    with pytest.raises(WritingDisabledError, match="QA_WRITE"):
        assistant.delete_document("rules-pdf")

    assert assistant.documents() == before


def test_an_upload_is_served_at_once(writable: Assistant) -> None:
    """Listed as an upload, quoted, and replaced by the next of its name."""
    added = writable.add_document("buoys.txt", b"The red buoy was painted green in 1987 by mistake.")
    answer = writable.ask(Question("When was the red buoy painted green?"))
    again = writable.add_document("buoys.txt", b"The red buoy is red.")

    assert (added.status, added.source, added.is_uploaded) == ("indexed", "buoys.txt", True)
    assert answer.citations[0].document_id == added.id == again.id
    assert again in writable.documents()
    assert writable.document(added.id).document.text == "The red buoy is red."
    assert len(writable.documents()) == len(DOCUMENTS) + 2


def test_an_upload_that_cannot_be_read_is_listed_as_skipped(writable: Assistant) -> None:
    """With the reason; and it can be deleted like any other."""
    added = writable.add_document("broken.pdf", b"\xff\xfe\x00\x80")
    listed = list(writable.documents())
    writable.delete_document(added.id)

    assert (added.status, added.is_uploaded) == ("skipped", True)
    assert added.reason
    assert added in listed
    assert added not in writable.documents()


def test_only_uploads_can_be_deleted(writable: Assistant) -> None:
    """A file of a source folder is removed there; what is gone is gone at once."""
    added = writable.add_document("buoys.txt", b"The red buoy is red.")

    writable.delete_document(added.id)

    assert added.id not in {entry.id for entry in writable.documents()}
    for unknown in (added.id, "nowhere", "rules-pdf"):
        with pytest.raises(UnknownDocumentError, match=unknown):
            writable.delete_document(unknown)
    assert writable.document("rules-pdf").document == RULES
