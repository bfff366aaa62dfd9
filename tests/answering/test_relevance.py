"""What a piece's score is made of."""

import pytest

from qa.answering.reading.relevance import Relevance, is_named, log_odds, relevance


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


def test_each_feature_moves_the_score_its_own_way() -> None:
    """Headings name and say nothing; everything else speaks for a piece."""
    least = relevance(Relevance())

    assert relevance(Relevance(heading=1.0)) < least
    for field in ("logit", "on_subject", "coverage", "similarity", "rank_score", "named"):
        assert relevance(Relevance(**{field: 1.0})) > least


@pytest.mark.parametrize(("probability", "expected"), [(0.5, 0.0), (0.0, -13.8), (1.0, 13.8)])
def test_log_odds_are_bounded(probability: float, expected: float) -> None:
    """Certainty is a number too."""
    assert log_odds(probability) == pytest.approx(expected, abs=0.05)
