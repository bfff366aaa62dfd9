"""unit_hit@3: is a whole unit of meaning shown, by its words in order?"""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.metrics.units import ShownText, UnitHit, common_subsequence, words
from qa.evaluation.responses import ContextPiece, response, row_lines
from qa.evaluation.scoring import fault, score
from qa.evaluation.sets import Evidence, Query
from tests.evaluation.kit import DOCUMENTS, TEXTS, evidence, quoted, reply

# eleven words
RULE = "Bring to the pass office:\n- a photo,\n- the form,\n- *two* coins."


def shown(*quotes: str) -> list[ShownText]:
    return [ShownText(quote) for quote in quotes]


def hit(said: Sequence[ShownText], *units: str) -> float | None:
    return UnitHit().score(said, [units] if units else [])


def test_a_unit_worked_by_hand() -> None:
    """Of eleven words ten are needed: 90% of 11 is 9.9."""
    assert len(words(RULE)) == 11

    assert hit(shown("Bring to the pass office: a photo, the form, two"), RULE) == 1.0  # ten of eleven
    assert hit(shown("Bring to the pass office: a photo, the form"), RULE) == 0.0  # nine


def test_ten_words_need_nine() -> None:
    """Exactly 90% is enough."""
    unit = "a b c d e f g h i j"

    assert hit(shown("a b c d e f g h i"), unit) == 1.0
    assert hit(shown("a b c d e f g h"), unit) == 0.0


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["BRING to the Pass Office — a photo; the form; two coins!"], 1.0),  # case and punctuation
        (["Bring to the\n\npass\toffice a photo the form two coins"], 1.0),  # white space
        (
            ["You must bring them to the main pass office: a small photo, the form, and two new coins"],
            1.0,
        ),  # more words
        (["two coins, the form, a photo: bring to the pass office"], 0.0),  # another order
        (["Bring to the pass office:", "a photo, the form,", "two coins"], 1.0),  # in three quotes
        (["Bring to the pass office:", "a photo,", "the form,", "two coins"], 0.0),  # in four, of which three count
        (["two coins", "Bring to the pass office: a photo, the form,"], 0.0),  # in two, turned round
        ([], 0.0),
    ],
)
def test_words_are_compared_in_order_and_nothing_else(said: list[str], expected: float) -> None:
    """How a text is set, what is said between, and into how many quotes it falls makes no difference; order does."""
    assert hit(shown(*said), RULE) == expected


def test_context_counts_and_its_length_does_not() -> None:
    """A row whose column names come as context is whole; what is shown beside a quote costs nothing."""
    unit = "Season Price\nSummer 12 shillings"
    heading = ShownText("Summer | 12 shillings", context="Season | Price\n" + "x" * 2000)

    assert hit(shown("Summer | 12 shillings"), unit) == 0.0
    assert hit([heading], unit) == 1.0


def test_quotes_count_only_while_they_have_1200_characters_together() -> None:
    """Quoting everything is no way to be whole."""
    padding = "x" * (1200 - len(RULE))

    assert hit(shown(padding, RULE), RULE) == 1.0
    assert hit(shown(padding + "x", RULE), RULE) == 0.0
    assert hit(shown(RULE, "x" * 5000), RULE) == 1.0  # what comes too late spoils nothing
    assert hit(shown("x" * 1201, RULE), RULE) == 0.0  # what is left out makes no room


def test_every_group_needs_one_of_its_units() -> None:
    """Alternatives are members of one group; what needs several quotes has several groups."""
    said = shown("the lamp is lit at dusk", "boats stay out of the basin")
    lamp, boats, fog = "The lamp is lit at dusk.", "Boats stay out of the basin.", "Fog hides the upper lamp."

    assert UnitHit().score(said, [[fog, lamp]]) == 1.0
    assert UnitHit().score(said, [[lamp], [boats]]) == 1.0
    assert UnitHit().score(said, [[lamp], [fog, boats]]) == 1.0
    assert UnitHit().score(said, [[lamp], [fog]]) == 0.0


def test_it_does_not_apply_without_a_unit_that_has_words() -> None:
    """No gold, or gold that is nothing but signs, says nothing; a wordless alternative or group is passed over."""
    assert hit(shown("a")) is None
    assert hit(shown("a"), "…", "->") is None
    assert UnitHit().score(shown("a"), [["->"], ["a"]]) == 1.0
    assert UnitHit().score(shown("a"), [["->", "b"]]) == 0.0


tokens = st.lists(st.sampled_from("abcd"), max_size=12)


@given(tokens, tokens)
def test_the_subsequence_is_as_long_as_the_textbook_says(one: list[str], other: list[str]) -> None:
    """Bits give what the quadratic table gives."""
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            table[i + 1][j + 1] = table[i][j] + 1 if a == b else max(table[i][j + 1], table[i + 1][j])

    assert common_subsequence(one, other) == table[-1][-1]


@given(st.lists(st.text("ab-. ", max_size=8), max_size=4), st.lists(st.text("ab-. ", max_size=8), max_size=3))
def test_it_is_one_zero_or_none_and_a_quote_of_the_unit_itself_is_one(said: list[str], units: list[str]) -> None:
    """Its bounds, whatever is said."""
    found = hit(shown(*said), *units)

    assert (found is None) == (not any(map(words, units)))
    assert found in (None, 0.0, 1.0)
    if found is not None:
        assert hit(shown(next(unit for unit in units if words(unit)), *said), *units) == 1.0


def test_an_answer_is_scored_made_to_speak_and_as_shipped() -> None:
    """The whole sentence is the unit; abstention off it is quoted, and as shipped nothing is."""
    query = Query("q", "?", (), True, (evidence("otter", TEXTS["otter"].partition(". ")[2]),))
    silent = replace(reply("q", quoted("otter", TEXTS["otter"])), answerable=False, citations=())

    found = score(silent, query, DOCUMENTS)

    assert found.sections["answer"]["unit_hit@3"] == 1.0
    assert found.sections["answer_shipped"]["unit_hit@3"] == 0.0


def test_a_citation_that_is_not_exact_takes_a_place_and_shows_nothing() -> None:
    """Altered words earn nothing, and the fourth citation does not move up."""
    swift = TEXTS["swift"].partition(". ")[0] + "."
    query = Query("q", "?", (), True, (Evidence("swift", 0, len(swift), swift),))
    false = replace(quoted("heron", "Herons hunt at dawn."), quote="Herons hunt at noon.")

    third = score(reply("q", false, false, quoted("swift", swift)), query, DOCUMENTS)
    fourth = score(reply("q", false, false, false, quoted("swift", swift)), query, DOCUMENTS)

    assert third.sections["answer"]["unit_hit@3"] == 1.0
    assert fourth.sections["answer"]["unit_hit@3"] == 0.0


def test_context_is_kept_in_the_rows_of_a_run_where_there_is_any() -> None:
    """A citation without any is written as before; what an answer says beside it is not lost."""
    plain = quoted("otter", "They hold hands")
    whole = replace(plain, context=(ContextPiece("lead_in", 0, 7, "Otters "),))

    (line,) = row_lines([reply("q", plain, whole)])

    row = json.loads(line)
    assert [citation.get("context") for citation in row["citations"]] == [
        None,
        [{"kind": "lead_in", "start": 0, "end": 7, "text": "Otters "}],
    ]
    assert response(row) == reply("q", plain, whole)


@pytest.mark.parametrize("place", [(0, 6), (1, 8), (-7, -1), (5, 3)])
def test_context_is_held_against_the_document_too(place: tuple[int, int]) -> None:
    """It is shown with the quote, and so must be as exact."""
    exact = replace(quoted("otter", "They hold hands"), context=(ContextPiece("lead_in", 0, 7, "Otters "),))
    moved = replace(exact, context=(ContextPiece("lead_in", *place, "Otters "),))

    assert fault(exact, DOCUMENTS) is None
    assert "context" in str(fault(moved, DOCUMENTS))
