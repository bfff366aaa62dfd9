"""What holds for every answer, whatever was asked of whatever documents."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.assistant import ExtractiveAssistant
from qa.answering.ports import BadQuestionError, NoLanguageModelError, Question, UnknownDocumentError
from qa.answering.records import Answer, Turn
from tests.folders import made_folder
from tests.small_index import ANIMALS, assistant_over, built

QUESTIONS = (
    "Why do otters hold hands?",
    "When do herons hunt?",
    "Do badgers dig?",
    "badger setts",
    "What is this about?",
    "hello",
    "Why do they?",
    "Who is the prime minister of Norway?",
    "How long may a yuong swift fly?",
    "水獺為什麼牽手？",
    "zzz qqq",
    "?",
    "😀",
)


@pytest.fixture
def assistant(tmp_path: Path) -> ExtractiveAssistant:
    return assistant_over(built(tmp_path))


def without_time(answer: Answer) -> Answer:
    return replace(answer, timings_ms={})


def check(answer: Answer, assistant: ExtractiveAssistant, k: int = 5) -> None:
    """Assert every rule of the contract that needs no gold."""
    assert answer.answerable == bool(answer.citations) == (answer.reason is None)
    assert 0 <= answer.confidence <= 1
    assert answer.answer.strip()
    assert len(answer.passages) <= k
    assert [p.score for p in answer.passages] == sorted((p.score for p in answer.passages), reverse=True)
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        document = assistant.index.document(citation.document_id)
        assert document is not None
        assert document.text[citation.start : citation.end] == citation.quote
        assert document.sha256 == citation.sha256
        assert len(citation.quote) <= 600
        assert document.text[: citation.start].endswith(citation.prefix)
        assert document.text[citation.end :].startswith(citation.suffix)
        assert citation.highlights
        assert all(mark.end <= len(citation.quote) for mark in citation.highlights)
        assert answer.answer.count(f"[{citation.number}]") == 1
    for near in answer.passages:
        found = assistant.index.document(near.document_id)
        assert found is not None
        assert found.text[near.start : near.end] == near.text


@pytest.mark.parametrize("text", QUESTIONS)
def test_every_answer_keeps_the_contract(assistant: ExtractiveAssistant, text: str) -> None:
    """Quotes are verbatim, silence has a reason, and nothing is said beside the quotes."""
    answer = assistant.ask(Question(text, k=3))

    check(answer, assistant, 3)


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_same_question_gets_the_same_answer(assistant: ExtractiveAssistant, text: str) -> None:
    """Asked twice, nothing differs but the time it took."""
    first, second = assistant.ask(Question(text)), assistant.ask(Question(text))

    assert without_time(first) == without_time(second)


def test_a_rebuilt_index_gives_the_same_answer(tmp_path: Path) -> None:
    """Answers hang on the documents, not on the order or time of their coming in."""
    one = assistant_over(built(tmp_path / "one"))
    other = assistant_over(built(tmp_path / "other", dict(reversed(ANIMALS.items()))))

    answers = [without_time(each.ask(Question("Why do otters hold hands?"))) for each in (one, other)]

    assert answers[0] == answers[1]


def test_only_the_named_documents_are_searched(assistant: ExtractiveAssistant) -> None:
    """A limit to documents holds for passages and citations alike."""
    answer = assistant.ask(Question("When do herons hunt?", documents=("badger", "swift")))

    named = {near.document_id for near in answer.passages} | {c.document_id for c in answer.citations}
    assert named <= {"badger", "swift"}


@pytest.mark.parametrize(
    ("question", "error"),
    [
        (Question("  "), BadQuestionError),
        (Question("x" * 2001), BadQuestionError),
        (Question("When?", mode="llm"), NoLanguageModelError),
        (Question("When do herons hunt?", documents=("unicorn",)), UnknownDocumentError),
    ],
)
def test_what_cannot_be_asked_is_refused(
    assistant: ExtractiveAssistant, question: Question, error: type[Exception]
) -> None:
    """Each refusal is an error of ours that says what to do."""
    with pytest.raises(error, match=r"\w"):
        assistant.ask(question)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("hello", "not_a_question"), ("Why did it?", "needs_context"), ("Quantum zebra marmalade?", "nothing_near")],
)
def test_silence_says_which_kind_it_is(assistant: ExtractiveAssistant, text: str, reason: str) -> None:
    """The three kinds that can be told without a trained reader."""
    assert assistant.ask(Question(text)).reason == reason


def test_a_greeting_in_a_conversation_is_still_a_greeting(assistant: ExtractiveAssistant) -> None:
    """Nothing said before is put into it."""
    answer = assistant.ask(Question("thanks!", (Turn("user", "Why do Otters hold hands?"),)))

    assert answer.standalone_question == "thanks!"
    assert answer.reason == "not_a_question"


def test_an_overview_quotes_each_document(assistant: ExtractiveAssistant) -> None:
    """What the documents are about is said in their own opening words."""
    answer = assistant.ask(Question("What is this about?"))

    assert {citation.document_id for citation in answer.citations} <= set(ANIMALS)
    assert len(answer.citations) >= 3
    assert all(citation.title in answer.answer for citation in answer.citations)


@given(
    texts=st.lists(st.text(min_size=1, max_size=300), min_size=1, max_size=3), question=st.text(min_size=1, max_size=60)
)
def test_any_question_over_any_documents(texts: list[str], question: str) -> None:
    """Whatever Unicode stands in documents and question, every quote is exact."""
    clean = [text.encode("utf-8", "ignore").decode().replace("\0", " ") for text in texts]
    asked = question.encode("utf-8", "ignore").decode().replace("\0", " ").strip()
    if not asked or not any(text.strip() for text in clean):
        return
    with made_folder() as place:
        assistant = assistant_over(built(place, {f"d{i}": f"Some words first. {text}" for i, text in enumerate(clean)}))

        check(assistant.ask(Question(asked)), assistant)
