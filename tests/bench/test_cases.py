"""What came to a case's question is judged by its expectation, on cases made up here."""

from pathlib import Path
from typing import Any

import pytest

from bench.cases import Case, passes, table


def citation(quote: str, light: str = "", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of a citation
    return {"quote": quote, "highlights": [light or quote], "context": [], "title": "", "page": None} | more


def verdict(rule: str, *citations: dict[str, Any], reports: tuple[tuple[str, str], ...] = ()) -> bool:
    """Judge an answer where "9 euros, page 4; not 19" is wanted."""
    case = Case("made-up", [{"q": "?", "want": "9 euros, page 4; not 19"}], [rule], [])
    return passes(case, 0, {"citations": list(citations)}, reports)


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        ("quoted want 0 2", citation("It costs 9\neuros."), citation("It costs 19 euros.")),
        ("quoted want 0 2", citation("Yes.", context=["9 euros each"]), citation("Yes.")),
        ("highlighted want 0 2", citation("A\t9 euros", "9 euros"), citation("A\t9 euros", "A")),
        ("highlighted want 0 2", citation("A\t9 euros", "9 euros"), citation("A\t9 euros", "A\t9 euros")),
        ("absent want 5 6", citation("9 euros"), citation("19 euros")),
        ("quoted want 0 2, page want 3 4", citation("9 euros", page=4), citation("9 euros", page=5)),
        ("title want 0 2", citation("Yes.", title="9 euros"), citation("9 euros", title="")),
        ("quoted want 0 2, sentence", citation("It costs 9 euros."), citation("costs 9 euros.")),
        ("silent or quoted want 0 2", citation("9 euros"), citation("8 euros")),
    ],
)
def test_an_answer_is_judged_by_each_kind_of_condition(rule: str, right: dict[str, Any], wrong: dict[str, Any]) -> None:
    """Of two answers that differ in what the condition asks for, one passes."""
    judged = verdict(rule, right), verdict(rule, wrong)

    assert judged == (True, False)


def test_silence_passes_where_it_is_wanted() -> None:
    """It is no answer where words are wanted, and nothing absent is proved by it."""
    judged = [verdict(rule) for rule in ("silent", "silent or quoted want 0 2", "quoted want 0 2", "absent want 5 6")]

    assert judged == [True, True, False, False]


def test_what_indexing_reported_may_be_wanted() -> None:
    """A report in words is understood, a bare exception is not."""
    plain, bare = (("a.pdf", "page 2 is a picture"),), (("a.docx", "its parser says KeyError: x"),)

    judged = [
        verdict("silent, reported", reports=plain),
        verdict("silent, reported"),
        verdict("understood", reports=plain),
        verdict("understood", reports=bare),
    ]

    assert judged == [True, False, True, False]


def test_words_of_a_document_are_seen_as_a_person_sees_them(tmp_path: Path) -> None:
    """Escapes, invisible characters, accents' forms and kinds of dashes make no difference."""
    path = tmp_path / "menu.md"
    path.write_text("Caf\u00e9 18-19", encoding="utf-8")
    case = Case("made-up", [{"q": "?", "want": ""}], ["quoted file 0 0 10"], [path])

    judged = passes(case, 0, {"citations": [citation("The **Cafe\u0301** 18&ndash;1\u200b9.")]}, ())

    assert judged


def test_the_table_names_the_questions_that_fail() -> None:
    """A row for each case, and the sums of each revision."""
    cases = [Case("01-made-up", [{}, {}], [], [Path("a.pdf"), Path("b.txt")])]

    made = list(table(cases, {"old": {"01-made-up": [False, True]}, "new": {"01-made-up": [True, True]}}))

    assert made[2:] == [
        "| 01-made-up | pdf txt | 2 | fails 1 | passes |",
        "| **questions that pass** | | 2 | **1** | **2** |",
        "| **cases that pass whole** | | 1 | **0** | **1** |",
    ]
