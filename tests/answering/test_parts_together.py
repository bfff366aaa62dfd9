"""Questions asked at once are of one subject: the document that surely answers one is looked in for the others."""

from collections.abc import Sequence

import pytest

from index.records import Content, Document, Span
from index.units import Unit
from qa.answering.question.intent import Intent
from qa.answering.question.parts import parts_of
from qa.answering.records import Citation
from qa.answering.replies import Reply, Search, in_one_document


def reply(document: str | None, confidence: float, counted: str = "") -> Reply:
    search = Search("asked", Intent.FACT, ())
    if document is None:
        return Reply(search, "silent", confidence)
    span = Span(0, 4)
    found = Document(document, f"{document}.txt", Content(text="text"))
    citation = Citation.of(1, found, Unit("paragraph", span), (span,))
    return Reply(search, document, confidence, (citation,), counted=counted)


def chosen(
    replies: Sequence[Reply], again: Reply, leaning: Sequence[int] = ()
) -> tuple[list[str], list[tuple[int, str]]]:
    asked: list[tuple[int, str]] = []

    def ask_in(number: int, home: str) -> Reply:
        asked.append((number, home))
        return again

    return [each.text for each in in_one_document(replies, leaning, ask_in)], asked


@pytest.mark.parametrize(
    ("other", "again", "expected"),
    [
        (reply("b", 0.5), reply("a", 0.45), "a"),  # as good, but for a little
        (reply("b", 0.5), reply("a", 0.3), "b"),
        (reply("b", 0.5), reply(None, 0.49), "b"),
        (reply(None, 0.1), reply("a", 0.4), "a"),
    ],
)
def test_the_surest_ones_document_is_asked_for_the_others(other: Reply, again: Reply, expected: str) -> None:
    texts, asked = chosen([other, reply("a", 0.9)], again)

    assert texts == [expected, "a"]
    assert asked == [(0, "a")]


def test_what_stands_there_already_is_asked_again_where_it_leaned_on_the_first() -> None:
    """The words that were put to it may have led astray."""
    assert chosen([reply("a", 0.9), reply("a", 0.5)], reply("a", 0.6))[1] == []
    assert chosen([reply("a", 0.9), reply("a", 0.5)], reply("a", 0.6), leaning=[1])[1] == [(1, "a")]


def test_where_none_is_answered_or_something_was_counted_nothing_is_asked_again() -> None:
    assert chosen([reply(None, 0.1), reply(None, 0.2)], reply("a", 0.9))[1] == []
    assert chosen([reply("a", 0.9), reply("b", 0.5, counted="Three.")], reply("a", 0.9)) == (["a", "b"], [])


def test_parts_stand_as_they_were_typed_where_that_is_wanted() -> None:
    question = "Who leads the choir and when does it meet?"

    assert parts_of(question, alone=False) == ("Who leads the choir", "when does it meet?")
    assert parts_of(question)[0] == "Who leads the choir"
    assert "choir" in parts_of(question)[1]
