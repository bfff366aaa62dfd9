"""What every Assistant promises, held against the product and against the tests' fake of it."""

import re
from dataclasses import replace

import pytest

from qa.answering.ports import (
    Assistant,
    BadQuestionError,
    NoLanguageModelError,
    Question,
    UnknownDocumentError,
)
from qa.answering.records import Turn
from tests.fakes import SKIPPED
from tests.fakes_documents import LIGHTHOUSE
from tests.witnesses import FIRST_LIT


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


def test_the_overview_of_a_document_is_made_of_its_own_words(assistant: Assistant) -> None:
    """Exact quotes of this document alone; of a document that is not there, nothing is said."""
    overview = assistant.overview(LIGHTHOUSE.id)

    assert overview.citations
    text = assistant.document(LIGHTHOUSE.id).document.text
    for citation in overview.citations:
        assert citation.document_id == LIGHTHOUSE.id
        assert text[citation.start : citation.end] == citation.quote
    with pytest.raises(UnknownDocumentError):
        assistant.overview("nowhere")


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
