"""What a piece's score is made of."""

import pytest

from qa.answering.reading.relevance import Relevance, is_defined, is_named, log_odds, relevance


@pytest.mark.parametrize(
    ("term", "question", "named"),
    [
        ("-r, --remove package...", "What does dpkg -r do?", True),
        ("-r, --remove package...", "What does dpkg -R do?", False),
        ("-r, --remove package...", "What does --remove leave behind?", True),
        ("-r, --remove package...", "How do I remove it?", False),
        ("disable UNIT...", "What is systemctl disable?", True),
        ("disables UNIT...", "What is systemctl disable?", False),
        ("Hold", "dpkg hold", True),
        ("option", "Which option is it?", False),
        ("the", "What is the time?", False),
        ("", "What?", False),
    ],
)
def test_a_term_is_named_by_its_spelling(term: str, question: str, named: bool) -> None:
    """Options by their case too; what stands in any question names nothing."""
    assert is_named(term, question) is named


@pytest.mark.parametrize(
    ("text", "question", "defined"),
    [
        ("“Late Fee” means two percent of the rent.", "What is the late fee?", True),
        ('3.1 "Late Fee" shall mean two percent of the rent.', "how high are late fees", True),
        ("**Deposit** refers to one month's rent.", "What counts as the deposit?", True),
        ("“Late Fee” means two percent of the rent.", "What fee is there?", False),
        ("“Late Fee” is waived in May.", "What is the late fee?", False),
        ("The tenant calls it “Late Fee” and means it.", "What is the late fee?", False),
        ("", "What is the late fee?", False),
    ],
)
def test_a_definition_is_of_the_term_that_is_asked_for(text: str, question: str, defined: bool) -> None:
    """All words of the term stand in the question, and the text begins by saying what it means."""
    assert is_defined(text, question) is defined


def test_each_feature_moves_the_score_its_own_way() -> None:
    """Headings name and say nothing; everything else speaks for a piece."""
    least = relevance(Relevance())

    assert relevance(Relevance(heading=1.0)) < least
    assert relevance(Relevance(unfit=1.0)) < least
    for field in ("logit", "on_subject", "coverage", "similarity", "rank_score", "named"):
        assert relevance(Relevance(**{field: 1.0})) > least


@pytest.mark.parametrize(("probability", "expected"), [(0.5, 0.0), (0.0, -13.8), (1.0, 13.8)])
def test_log_odds_are_bounded(probability: float, expected: float) -> None:
    """Certainty is a number too."""
    assert log_odds(probability) == pytest.approx(expected, abs=0.05)
