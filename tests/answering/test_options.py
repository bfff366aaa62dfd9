"""Passages that describe an option come before those that only mention it."""

from index.records import Hit, Passage
from index.structure import Structure
from qa.answering.reading.options import described_first
from tests.index.laid_out import LaidOut


def manual() -> LaidOut:
    page = LaidOut()
    for term, words in (
        ("-a, --all", "Show all, as -r does."),
        ("-R, --reverse", "Turn the order round."),
        ("-r, --remove", "Remove what is named."),
    ):
        page.gap()
        number = page.add("term", term)
        page.gap("\n    ")
        page.add("description", words, number)
    return page


def read_in_order(question: str) -> list[str]:
    page = manual()
    structure = Structure(page.content())
    spans = [structure.whole(number) for number, block in enumerate(structure.content.blocks) if block.kind == "term"]
    texts = [page.text[span.start : span.end] for span in spans]
    hits = [Hit(Passage(text[:2], "d", text, span), 0.0, 0.0, 0.0) for text, span in zip(texts, spans, strict=True)]
    return [hit.passage.id for hit in described_first(question, hits, {"d": structure}.__getitem__)]


def test_what_describes_an_option_is_read_first() -> None:
    """By its spelling and case; the others stay in their order."""
    assert read_in_order("What does -r leave behind?") == ["-r", "-a", "-R"]
    assert read_in_order("What is the effect of --reverse?") == ["-R", "-a", "-r"]


def test_without_an_option_the_order_of_search_stays() -> None:
    """A dash inside of a word, and words, name no option; nor does one that nothing describes."""
    for question in ("What is left behind?", "Is the well-known remove there?", "What does -x do?"):
        assert read_in_order(question) == ["-a", "-R", "-r"]


def test_nothing_found_is_nothing_read() -> None:
    """There may be no passage."""
    assert described_first("What does -r do?", [], {"d": Structure(manual().content())}.__getitem__) == []
