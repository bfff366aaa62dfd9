"""Several questions at once: each part answered, or named where it is not; and what an abstention shows."""

from pathlib import Path

import pytest

from qa.answering.assistant import ExtractiveAssistant
from qa.answering.ports import Question
from qa.answering.records import Answer, verify
from tests.small_index import assistant_over, built

KNOWN = "When do herons hunt?"
OTHER = "How long may a sett last that badgers dig?"
UNKNOWN = "Who invented the printing press with movable type in Mainz?"


@pytest.fixture
def assistant(tmp_path: Path) -> ExtractiveAssistant:
    return assistant_over(built(tmp_path))


def quotes(answer: Answer) -> str:
    return " | ".join(citation.quote for citation in answer.citations)


def test_both_parts_are_answered(assistant: ExtractiveAssistant) -> None:
    """Each with its own quote, numbered on."""
    answer = assistant.ask(Question(f"{KNOWN} {OTHER}"))

    assert answer.answerable
    assert "Herons hunt at dawn." in quotes(answer)
    assert "hundred years" in quotes(answer)
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert all(f"[{citation.number}]" in answer.answer for citation in answer.citations)


def test_the_part_without_an_answer_is_named(assistant: ExtractiveAssistant) -> None:
    """The other part is answered all the same."""
    answer = assistant.ask(Question(f"{KNOWN} {UNKNOWN}"))

    assert answer.answerable
    assert "Herons hunt at dawn." in quotes(answer)
    assert f"The documents do not answer “{UNKNOWN}”." in answer.answer


def test_where_no_part_is_answered_nothing_is(assistant: ExtractiveAssistant) -> None:
    """Two questions without an answer are one abstention."""
    answer = assistant.ask(Question(f"{UNKNOWN} Who painted the ceiling of the chapel in Rome?"))

    assert (answer.answerable, answer.citations, answer.certainty) == (False, (), None)
    assert answer.reason in ("nothing_near", "near_but_silent")


def test_a_quote_that_answers_both_parts_is_given_once(assistant: ExtractiveAssistant) -> None:
    """Nothing is shown twice."""
    answer = assistant.ask(Question("When do herons hunt? At what time do herons hunt?"))

    spans = [(citation.document_id, citation.start, citation.end) for citation in answer.citations]
    assert len(spans) == len(set(spans))
    assert quotes(answer).count("Herons hunt at dawn.") == 1


def test_an_abstention_shows_the_closest_statements(assistant: ExtractiveAssistant) -> None:
    """At most three, each a citation that can be verified."""
    answer = assistant.ask(Question("Which badgers sing opera for the king of Norway?"))

    assert not answer.answerable
    assert 1 <= len(answer.closest) <= 3
    assert [citation.number for citation in answer.closest] == list(range(1, len(answer.closest) + 1))
    for citation in answer.closest:
        document = assistant.index.document(citation.document_id)
        assert verify(document, citation.start, citation.end, citation.quote, citation.sha256).verified


def test_an_answer_says_how_sure_it_is_and_shows_nothing_else(assistant: ExtractiveAssistant) -> None:
    """Certainty comes with an answer, closest statements with an abstention."""
    answer = assistant.ask(Question(KNOWN))

    assert answer.certainty in ("sure", "likely")
    assert answer.closest == ()


@pytest.mark.parametrize(
    "question", ["Summarise the otter document", "What does badger.txt say?", "What is heron about?"]
)
def test_one_document_is_outlined_by_its_name(assistant: ExtractiveAssistant, question: str) -> None:
    """What is named in the question is the document that is quoted, from its beginning on."""
    answer = assistant.ask(Question(question))

    assert answer.answerable
    assert answer.answer.startswith("Section by section")
    assert {citation.title.lower() for citation in answer.citations} <= {"otter", "badger", "heron"}
    assert all(citation.title.lower() in question for citation in answer.citations)


def test_what_no_document_is_called_is_asked_as_any_question(assistant: ExtractiveAssistant) -> None:
    """There is nothing of that name to outline."""
    answer = assistant.ask(Question("Summarise the treaty of Utrecht"))

    assert not answer.answer.startswith("Section by section")


def test_what_a_document_does_not_say_is_no_outline_of_it(assistant: ExtractiveAssistant) -> None:
    """What is left out is asked for: that is a question like any other."""
    answer = assistant.ask(Question("What does otter not cover?"))

    assert not answer.answer.startswith("Section by section")


@pytest.mark.parametrize("text", ["thanks", "Ok, thank you!", "Great, thx", "Merci"])
def test_thanks_are_not_greeted(assistant: ExtractiveAssistant, text: str) -> None:
    """Whoever says thanks has been greeted."""
    answer = assistant.ask(Question(text))

    assert (answer.reason, answer.answer.partition(".")[0]) == ("not_a_question", "You are welcome")


@pytest.mark.parametrize("text", ["hello", "hi there", "ok"])
def test_a_greeting_is_returned(assistant: ExtractiveAssistant, text: str) -> None:
    """With what may be asked."""
    assert assistant.ask(Question(text)).answer.startswith("Hello!")
