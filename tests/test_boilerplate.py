"""Boilerplate: found where a copied web page has it, and nowhere in documents that are all text."""

import json
import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.boilerplate import boilerplate, judge
from index.records import Block
from tests.boilerplate_texts import (
    CONTRACT,
    FAQ,
    LIST,
    LONE_SIGN,
    MANUAL,
    NOTICES,
    PAGE,
    PARAGRAPH,
    POEM,
    POLICY,
    WORDS,
)


def reasons(text: str) -> dict[str, str]:
    return {verdict.unit.text: verdict.why for verdict in judge(text) if verdict.why}


def first_line(piece: Block, text: str) -> str:
    return text[piece.span.start : piece.span.end].splitlines()[0]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_boilerplate_of_a_copied_page_is_marked_and_its_text_is_not(line_end: str) -> None:
    """Skip link, caption, credit, teasers, sign-up form and messages go; the piece and its further items stay."""
    text = PAGE.replace("\n", line_end)
    tail = text.index("More popular stories")

    marked = boilerplate(text)

    heads = [first_line(piece, text) for piece in marked if piece.span.start < tail]
    assert heads == ["Skip to main content", "a line of cars on a stone quay in the rain"]
    covered = {offset for piece in marked for offset in range(piece.span.start, piece.span.end)}
    assert all(offset in covered for offset in range(tail, len(text)) if not text[offset].isspace())


def test_every_mark_has_a_reason_and_clues_that_a_person_understands() -> None:
    """A verdict quotes the words, or names the place, that it rests on."""
    why = reasons(PAGE)

    assert why["Skip to main content"] == "skip link"
    assert why["Ann Other/Island Courier | Shutterstock"] == "picture caption or credit"
    assert why["Why the lighthouse went dark"] == "list of other articles"
    assert why["Thanks for signing up!"] == "sign-up form"
    assert why["Something went wrong."] == "message of the page, not of the text"
    assert all(verdict.clues for verdict in judge(PAGE) if verdict.why)
    assert any("More popular stories" in clue for verdict in judge(PAGE) for clue in verdict.clues)


@pytest.mark.parametrize(
    "text",
    [
        FAQ,
        POEM,
        POLICY,
        LIST,
        CONTRACT,
        MANUAL,
        LONE_SIGN,
        NOTICES,
        WORDS,
        f"{PARAGRAPH}\n\n{PARAGRAPH}",
        "One line",
        "",
    ],
    ids=[
        "faq",
        "poem",
        "policy",
        "list",
        "contract",
        "manual",
        "lone sign",
        "notices",
        "words",
        "prose",
        "line",
        "empty",
    ],
)
def test_documents_that_are_all_text_are_left_alone(text: str) -> None:
    """A page's words in an answer, a verse, a clause or a heading are that document's own."""
    assert boilerplate(text) == ()


def test_a_teaser_list_in_the_middle_ends_where_the_text_goes_on() -> None:
    """The section after a list of other articles keeps its heading and its paragraphs."""
    teasers = "Most read\n\nA bridge too long\n\nIt was measured twice.\n\nThe price of salt\n\nUp again.\n\n"
    text = f"{PARAGRAPH}\n\n{teasers}The harbour\n\nIt is small.\n\nIt is deep.\n\n{PARAGRAPH}"

    (piece,) = boilerplate(text)

    assert text[piece.span.start : piece.span.end].split("\n\n")[0] == "Most read"
    assert text[piece.span.end :].lstrip().startswith("The harbour")


def test_a_menu_is_three_everyday_words_in_a_row() -> None:
    """Each alone may be a heading; together, or in one line with bars, they are navigation."""
    text = f"Home\n\nNews\n\nContact us\n\n{PARAGRAPH}\n\nAbout | Privacy | Terms of use | Help\n\n{PARAGRAPH}"

    assert [piece.why for piece in boilerplate(text)] == ["list of links", "list of links"]


def test_tour_dates_under_the_text_are_not_a_list_of_links() -> None:
    """A list right under the last paragraph belongs to it, even on a page full of signs."""
    dates = "\n\n".join(f"June {day} – Harbour Hall number {day}" for day in range(1, 9))
    text = f"Skip to content\n\n{PARAGRAPH}\n\n{dates}\n\nSign up for our newsletter\n\nFollow us\n\nLeave a comment"

    assert not any("Harbour Hall" in unit for unit in reasons(text))


def test_fenced_code_is_one_unit_of_text() -> None:
    """Blank lines and menu words in a Markdown code block decide nothing."""
    text = f"{PARAGRAPH}\n\n```\nhome\n\nsearch\n\nmenu\n```\n\n{PARAGRAPH}"

    assert boilerplate(text) == ()


@given(st.lists(st.sampled_from([*PAGE.split("\n\n"), *FAQ.split("\n\n"), "", "#", "```", "…"]), max_size=25))
def test_marks_are_ascending_inside_the_text_and_never_overlap(blocks: list[str]) -> None:
    """Whatever blocks come in whatever order, spans stay in order and hold no white space at their edges."""
    text = "\n\n".join(blocks)

    spans = [piece.span for piece in boilerplate(text)]

    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "block",
    ["Most popular\n\n", "Sign up for our newsletter\n\n", "Home\n\n", "A title\n\n", "to " * 30 + "\n\n", "```\n"],
)
def test_long_documents_take_linear_time(block: str) -> None:
    """No rule looks back over all that came before."""
    assert isinstance(boilerplate(block * 10_000), tuple)


@pytest.mark.skipif("QA_TEST_SEEDS" not in os.environ, reason="QA_TEST_SEEDS names the original article; not set")
def test_the_original_article_keeps_its_piece_and_loses_its_page() -> None:
    """Above the piece only skip link, caption and credit go; from the first label of the tail on, everything."""
    text = Path(os.environ["QA_TEST_SEEDS"]).read_text(encoding="utf-8")
    tail = text.rindex("Keep Reading")
    date = re.search(r"^May 1, 2024$", text, re.MULTILINE)

    marked = boilerplate(text)

    assert date
    head = [text[piece.span.start : piece.span.end].splitlines() for piece in marked if piece.span.start < tail]
    lines = text[date.end() :].split("\n\n", 1)[0].strip().splitlines()
    assert head == [[text.splitlines()[0]], lines]
    covered = {offset for piece in marked for offset in range(piece.span.start, piece.span.end)}
    assert all(offset in covered for offset in range(tail, len(text)) if not text[offset].isspace())


@pytest.mark.skipif("QA_TEST_DATA" not in os.environ, reason="QA_TEST_DATA names the folder of test sets; not set")
@pytest.mark.parametrize("name", ["cuad_dev", "policyqa_dev", "squad2", "cranfield"])
def test_contracts_policies_and_abstracts_are_left_alone(name: str) -> None:
    """Of documents that are all text less than one character in a thousand is marked, and no gold evidence."""
    folder = Path(os.environ["QA_TEST_DATA"]) / name
    documents = [json.loads(line) for line in (folder / "corpus.jsonl").read_text("utf-8").splitlines()]
    queries = [json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines()]

    marked = {document["id"]: boilerplate(document["text"]) for document in documents}

    characters = sum(len(piece.span) for pieces in marked.values() for piece in pieces)
    assert characters < 0.001 * sum(len(document["text"]) for document in documents)
    touched = [
        place
        for query in queries
        for place in query.get("evidence") or []
        for piece in marked[place["doc_id"]]
        if piece.span.start < place["end"] and place["start"] < piece.span.end
    ]
    assert touched == []
