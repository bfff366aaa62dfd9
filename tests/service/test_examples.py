"""Which questions are offered: those that the documents answer, whole and surely."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.embedded.store import EmbeddedStore
from index.library import Index, writing
from index.records import Block, BlockKind, Span
from index.units import Unit
from qa.answering.ports import Question
from qa.answering.records import Answer, Certainty, Citation
from qa.service.examples import candidates, candidates_of, offered, questions_of
from tests.documents import document, heading
from tests.fakes import FakeAssistant
from tests.fakes_embedding import HashingEmbedder
from tests.items import given_text


def answer(question: str, certainty: Certainty | None, confidence: float, *quotes: tuple[str, BlockKind]) -> Answer:
    citations = tuple(
        Citation.of(number, document(quote, id=f"d{number}"), Unit(kind, Span(0, len(quote))))
        for number, (quote, kind) in enumerate(quotes, 1)
    )
    found = FakeAssistant().ask(Question(question))
    return replace(found, answerable=bool(citations), certainty=certainty, confidence=confidence, citations=citations)


GOOD: tuple[str, BlockKind] = ("It was lit in 1849.", "paragraph")


def test_the_sure_come_before_the_likely_each_in_their_order() -> None:
    """What is hardly likely is not offered, and neither is what is not answered."""
    answers = [
        answer("Likely?", "likely", 0.7, GOOD),
        answer("Sure?", "sure", 0.93, GOOD),
        answer("Hardly?", "likely", 0.59, GOOD),
        answer("Silent?", None, 0.3),
        answer("Sure too?", "sure", 0.91, GOOD),
    ]

    found = offered(answers)

    assert found == ["Sure?", "Sure too?", "Likely?"]


@pytest.mark.parametrize(
    "quote",
    [
        ("The light at Skerry Point", "heading"),
        ("When was it lit?", "paragraph"),
        ("“When was it lit?”", "paragraph"),
        ("**Which keeper?**", "item"),
        ("The keepers were:", "paragraph"),
        ("The keepers were:**\n", "paragraph"),
        ("\u706f\u53f0\u662f\u8c01\u5efa\u7684\uff1f", "paragraph"),
    ],
)
def test_a_heading_a_question_or_an_announcement_is_no_answer_to_offer(quote: tuple[str, BlockKind]) -> None:
    """However sure it is, and also beside a quote that says something."""
    answers = [answer("Alone?", "sure", 0.95, quote), answer("Beside?", "sure", 0.95, GOOD, quote)]

    found = offered(answers)

    assert found == []


def test_what_answers_a_question_of_the_document_may_be_offered() -> None:
    """Its unit is named for the question, and says something all the same."""
    found = offered([answer("When was it lit?", "sure", 0.95, ("In 1849.", "question"))])

    assert found == ["When was it lit?"]


def test_no_more_are_offered_than_fit() -> None:
    """Six, the first ones."""
    answers = [answer(f"Number {number}?", "sure", 0.95, GOOD) for number in range(8)]

    found = offered(answers)

    assert found == [f"Number {number}?" for number in range(6)]


def test_one_document_does_not_crowd_out_the_others() -> None:
    """Two of each come first, sure or likely; more of one fill what is left."""
    other = answer("Other?", "likely", 0.7, GOOD, GOOD)
    other = replace(other, citations=other.citations[1:])
    answers = [*(answer(f"Number {number}?", "sure", 0.95, GOOD) for number in range(8)), other]

    found = offered(answers)

    assert found == ["Number 0?", "Number 1?", "Other?", "Number 2?", "Number 3?", "Number 4?"]


def test_questions_are_taken_from_all_over_a_large_library(tmp_path: Path) -> None:
    """Of every folder in turns, its longest documents, and those first that have a title of their own."""
    texts = {f"logs/{number:02}": f"The light number {number:02} is lit at dusk." for number in range(40)}
    texts |= {"logs/33": texts["logs/33"] * 2}
    texts |= {f"rules/{number}": f"Rule {number}: nets are dried by day." for number in range(3)}
    items = [
        given_text(name, f"{name}.txt", None if "logs" in name else f"A {name}", text) for name, text in texts.items()
    ]
    with writing(EmbeddedStore(tmp_path), HashingEmbedder()) as writer:
        writer.sync(items)
    index = Index.open(EmbeddedStore(tmp_path), HashingEmbedder())

    questions, titles = candidates(index, [])

    assert questions == []
    rules = [f"What does “A rules/{number}” say?" for number in range(3)]
    assert titles == [*rules, *(f"What does “logs/{number:02}.txt” say?" for number in (33, *range(8)))]


ENGLISH = "The keeper of the light is to trim the lamp, and it is of no use to anyone if he does not. "


def test_a_document_is_asked_what_it_asks_itself_first() -> None:
    """Its questions without their marks, then its headings that ask; what does not fit on a button is left out."""
    asked = "Q: When was it lit?"
    text = f"{asked}\nIn 1849.\n"
    blocks = [
        Block("question", Span(0, len(asked))),
        heading(len(asked) + 1, "2.1 How is the lamp trimmed?"),
        heading(len(asked) + 2, "Why?"),
    ]

    found = list(questions_of(document(text, blocks=blocks)))

    assert found == ["When was it lit?", "How is the lamp trimmed?"]


def test_a_document_is_asked_for_what_it_defines_and_heads() -> None:
    """In English where it is, else in its own words; a word, a number and the title are no subject; that comes last."""
    terms = "Dioptric lens\tA lens of rings.\n"
    blocks = [
        Block("term", Span(0, 13)),
        Block("description", Span(14, 30), parent=0),
        heading(31, "Trimming the lamp"),
        heading(32, "Notes"),
        heading(33, "1849 to 1851"),
        heading(34, "The light at Skerry"),
    ]

    title = "The light at Skerry"
    english = list(questions_of(document(terms + ENGLISH, blocks=blocks, title=title)))
    german = list(
        questions_of(document(terms + "Der Wärter putzt jeden Abend die Lampe. " * 5, blocks=blocks, title=title))
    )

    assert english == ["What is “Dioptric lens”?", "What is said about “Trimming the lamp”?"]
    assert german == ["Dioptric lens", "Trimming the lamp"]
    assert candidates_of(document(ENGLISH, title=title)) == ([], ["What does “The light at Skerry” say?"])
