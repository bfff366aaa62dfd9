"""What every Assistant promises of documents, feedback and readiness, held against the product and its fake."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import UnreadableDocumentError
from qa.answering.ports import (
    Assistant,
    Feedback,
    NotReadyError,
    Question,
    UnknownCollectionError,
    UnknownDocumentError,
    UploadStage,
    WritingDisabledError,
)
from tests.fakes import SKIPPED
from tests.fakes_documents import DOCUMENTS, LIGHTHOUSE, RULES
from tests.witnesses import FIRST_LIT, Make, Witness


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


def test_the_examples_of_one_document_are_answered_from_it(assistant: Assistant) -> None:
    """First of all; of one that is not there nothing can be asked."""
    examples = assistant.examples(LIGHTHOUSE.id)

    assert len(examples) <= 6
    for text in examples:
        assert assistant.ask(Question(text)).citations[0].document_id == LIGHTHOUSE.id
    with pytest.raises(UnknownDocumentError, match="nowhere"):
        assistant.examples("nowhere")


def test_feedback_is_kept_in_its_order(witness: Witness) -> None:
    """Of an answer that is remembered, and of one that is not."""
    answer = witness.assistant.ask(Question(FIRST_LIT))
    quote = Feedback(answer.answer_id, "right_statement", "too long", 1)
    forgotten = Feedback("forgotten", "should_abstain")

    witness.assistant.feedback(quote)
    witness.assistant.feedback(forgotten)

    assert witness.feedback() == [quote, forgotten]


def test_until_it_is_ready_everything_but_feedback_is_refused(make: Make, folder: Path) -> None:
    """The reason says what it is waiting for; once ready, there is none."""
    with make(folder, ready=False, write=True) as witness:
        early = witness.assistant
        readiness = early.readiness()
        refused: list[Callable[[], object]] = [
            lambda: early.ask(Question(FIRST_LIT)),
            lambda: early.verify(LIGHTHOUSE.id, 0, 3, "THE"),
            early.documents,
            lambda: early.document("rules-pdf"),
            early.examples,
            lambda: early.add_document("a.txt", b"text"),
            lambda: early.delete_document("rules-pdf"),
        ]
        for call in refused:
            with pytest.raises(NotReadyError, match=r"\w+ \w+"):
                call()
        early.feedback(Feedback("any", "wrong_answer"))
        kept = witness.feedback()

    assert (readiness.ready, readiness.generation) == (False, None)
    assert readiness.reason
    assert 0 <= readiness.progress <= 1
    assert kept == [Feedback("any", "wrong_answer")]


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


def test_an_upload_that_cannot_be_read_leaves_nothing(writable: Assistant) -> None:
    """It is refused with the reason and not listed; of an earlier one of its name nothing is lost."""
    kept = writable.add_document("buoys.txt", b"The red buoy is red.")
    before = list(writable.documents())

    for name, content in (("broken.pdf", b"\xff\xfe\x00\x80"), ("buoys.txt", b" ")):
        with pytest.raises(UnreadableDocumentError, match=r"\w+ \w+"):
            writable.add_document(name, content)

    assert list(writable.documents()) == before
    assert writable.document(kept.id).document.text == "The red buoy is red."


def test_an_upload_may_name_its_folder(writable: Assistant) -> None:
    """Files of one name in two folders are two documents, and the first folder is a collection to ask in."""
    question = Question("What is the colour of the buoy?", collections=("summer",))

    summer = writable.add_document("buoys.txt", b"The colour of the buoy is red.", "summer/2019")
    winter = writable.add_document("buoys.txt", b"The colour of the buoy is green.", "winter")

    assert (summer.source, summer.collection, winter.collection) == ("summer/2019/buoys.txt", "summer", "winter")
    assert {passage.document_id for passage in writable.ask(question).passages} == {summer.id}
    assert writable.document(winter.id).document.text == "The colour of the buoy is green."
    with pytest.raises(UnknownCollectionError, match="autumn"):
        writable.ask(Question("What is red?", collections=("autumn",)))


def test_an_upload_says_how_far_it_is_and_can_be_ended(writable: Assistant) -> None:
    """It is read, then its passages are encoded; ended before the last of them, it leaves everything as it was."""
    noted: list[tuple[str, float]] = []

    def end(stage: UploadStage, share: float) -> None:
        if (stage, share) == ("encoding", 1.0):
            raise InterruptedError

    kept = writable.add_document("buoys.txt", b"The buoy is red.", progress=lambda *so_far: noted.append(so_far))
    before = list(writable.documents())
    with pytest.raises(InterruptedError):
        writable.add_document("buoys.txt", b"The buoy is green.", progress=end)

    assert noted == [("reading", 0.0), ("encoding", 0.0), ("encoding", 1.0)]
    assert list(writable.documents()) == before
    assert writable.document(kept.id).document.text == "The buoy is red."


def test_only_uploads_can_be_deleted(writable: Assistant) -> None:
    """A file of a source folder is removed there; what is gone is gone at once."""
    added = writable.add_document("buoys.txt", b"The red buoy is red.")

    writable.delete_document(added.id)

    assert added.id not in {entry.id for entry in writable.documents()}
    for unknown in (added.id, "nowhere", "rules-pdf"):
        with pytest.raises(UnknownDocumentError, match=unknown):
            writable.delete_document(unknown)
    assert writable.document("rules-pdf").document == RULES
