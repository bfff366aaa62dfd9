"""What the confidence is made of."""

import math

import pytest

from index.records import BlockKind, Content, Document, Hit, Passage, Span
from index.units import Unit
from qa.answering.confidence import Features
from qa.answering.features import features
from qa.answering.quoting import Chosen
from qa.answering.reading.reader import Reading, ScoredSpan
from qa.answering.records import Citation

TEXT = "Model K3 weighs nine kilos. The Wren flies by night. It eats moths. Café Zoë opened on 5 May 1999."
DOCUMENT = Document("d", "birds.txt", Content(text=TEXT, title="Birds"))
IDF = {"wren": 3.0, "fli": 1.0}


def found(
    question: str, first: float = 4.0, second: float = 1.0, evidence: float = 2.0, kind: BlockKind = "paragraph"
) -> Features:
    """Return the features where "The Wren flies by night." is the best piece of two."""
    made = read(question, "The Wren flies by night.", first, second, evidence, kind)
    assert made is not None
    return made


def read(
    question: str,
    quote: str,
    first: float = 4.0,
    second: float = 1.0,
    evidence: float = 2.0,
    kind: BlockKind = "paragraph",
) -> Features | None:
    """Return the features where ``quote`` is the best piece of two."""
    spans = [Span(TEXT.index(words), TEXT.index(words) + len(words)) for words in (quote, "It eats moths.")]
    pieces = tuple(ScoredSpan(span, score) for span, score in zip(spans, (first, second), strict=True))
    hit = Hit(Passage("p", "d", TEXT, Span(0, len(TEXT))), 1.0, 0.5, 1.0)
    unit = Unit(kind, spans[0])
    return features(
        question,
        IDF,
        [Reading(hit, evidence, pieces, (ScoredSpan(Span(0, 8), 0.9), ScoredSpan(spans[0], 0.5)), coverage=0.75)],
        [Chosen("d", unit, first)],
        [Citation.of(1, DOCUMENT, unit)],
        {"d": DOCUMENT}.__getitem__,
    )


def test_the_lead_is_a_ratio() -> None:
    """A piece that is twice as good is as far ahead, whatever the scores are."""
    made = found("When does the Wren fly?", first=8.0, second=4.0)

    assert made.lead == pytest.approx(math.log(2))


def test_the_best_words_count_inside_of_the_quote() -> None:
    """Even odds are a logit of 0; words elsewhere do not count."""
    made = found("When does the Wren fly?")

    assert (made.logit, made.similarity) == (0.0, 0.5)


def test_coverage_is_of_the_quote() -> None:
    """It has both of the question's terms."""
    assert found("When does the Wren fly?").quote_coverage == 1.0


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("When does the Wren fly?", 0.0),
        ("When does the Kestrel fly?", 1.0),
        ("Does the Wren or the Kestrel fly?", 0.5),
        ("What does K3 weigh?", 0.0),
        ("What does M4 weigh?", 1.0),
        ("What does --night do?", 1.0),
        ("When was the Café Zoë opened, on 5 May 1999?", 0.0),
        ("When was the Cafe Zoe opened, on 1999-05-05?", 0.0),
        ("What flies by night?", 0.0),
    ],
)
def test_names_are_looked_for_by_their_spelling(question: str, missing: float) -> None:
    """Capitals inside of a sentence, words with digits, options; the whole document may hold them."""
    assert found(question).names_missing == missing


def test_names_that_stand_around_a_row_are_of_other_rows() -> None:
    """Its own, and those of what it belongs to, are its names."""
    assert found("Does the Wren fly a K3?", kind="row").names_missing == 0.5
    assert found("When does the Wren fly?", kind="row").names_missing == 0.0
    assert found("When do Birds like the Wren fly?", kind="row").names_missing == 0.0


@pytest.mark.parametrize(
    ("question", "judgement"),
    [("Is the Wren nicer than the owl?", 1.0), ("Should I buy a wren?", 1.0), ("What should I feed it?", 0.0)],
)
def test_judgements_are_noticed(question: str, judgement: float) -> None:
    """Documents seldom say what is better."""
    assert found(question).opinion == judgement


def test_nothing_read_has_no_features() -> None:
    """No passage, no words, or nothing to quote."""
    assert features("When?", IDF, [], [], [], {"d": DOCUMENT}.__getitem__) is None


def test_the_opposite_of_what_is_said_counts_as_a_missing_name() -> None:
    """However much else of the question is there."""
    assert found("What flies by non-night?").names_missing == 1.0
    assert found("What flies by night?").names_missing == 0.0


def test_a_row_of_something_else_counts_as_a_missing_name() -> None:
    """Prose may say by other words what is asked for."""
    row, prose = found("What do moths weigh?", kind="row"), found("What do moths weigh?")

    assert (row.names_missing, prose.names_missing) == (1.0, 0.0)


def test_what_only_repeats_the_question_does_not_answer() -> None:
    """But decides what is answered by yes or no."""
    assert read("How does the Wren fly by night?", "The Wren flies by night.") is None
    assert read("Does the Wren fly by night?", "The Wren flies by night.") is not None
    assert read("When does the Wren fly?", "The Wren flies by night.") is not None


def test_what_speaks_of_a_namesake_does_not_answer() -> None:
    """Unless its number stands somewhere near."""
    assert read("When did Zoë open in 2004?", "Café Zoë opened on 5 May 1999.") is None
    assert read("When did Zoë open in 1999?", "Café Zoë opened on 5 May 1999.") is not None
