"""Passages that only name something are not taken for the nearest."""

from index.records import Hit, Passage
from qa.answering.reading.titles import without_first_titles
from tests.index.laid_out import LaidOut


def tariff() -> LaidOut:
    page = LaidOut()
    page.add("page_header", "Mill tariff")
    page.gap().add("heading", "Exit fees")
    page.gap().add("paragraph", "There is no exit fee.")
    return page


def hits(page: LaidOut, *texts: str) -> list[Hit]:
    found = [Passage(str(i), "tariff", text, page.at(text), "", text) for i, text in enumerate(texts)]
    return [Hit(passage, 1.0, 1.0, 1.0) for passage in found]


def test_names_before_what_says_something_are_left_out() -> None:
    page = tariff()
    found = hits(page, "Mill tariff", "Exit fees", "There is no exit fee.", "Mill tariff")

    assert without_first_titles(found, lambda _: page.structure()) == found[2:]


def test_names_with_what_they_name_say_something() -> None:
    page = tariff()
    found = hits(page, "Exit fees\n\nThere is no exit fee.", "Mill tariff")

    assert without_first_titles(found, lambda _: page.structure()) == found


def test_where_there_are_names_alone_all_are_kept() -> None:
    page = tariff()
    found = hits(page, "Mill tariff", "Exit fees")

    assert without_first_titles(found, lambda _: page.structure()) == found
    assert without_first_titles([], lambda _: page.structure()) == []
