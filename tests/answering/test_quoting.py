"""Which units are quoted: the best first, further ones where they are nearly as good, each once."""

from collections.abc import Sequence

from index.prose import Wanted
from index.records import Content, Document, Hit, Passage, Span
from index.structure import Structure
from qa.answering.quoting import Quoter, QuoteSettings
from qa.answering.reading.reader import Reading, ScoredSpan
from tests.index.laid_out import LaidOut, camp

_SETTINGS = QuoteSettings()


def quotes(
    page: LaidOut,
    scores: Sequence[tuple[str, float]],
    ratio: float | None = 0.3,
    settings: QuoteSettings = _SETTINGS,
    wanted: Wanted = "one",
) -> list[str]:
    """Return what is quoted where the pieces that begin with these words have these scores."""
    found = quoted_at(page, [(page.at(words), score) for words, score in scores], ratio, settings, wanted)
    return [page.text[span.start : span.end] for span in found]


def quoted_at(
    page: LaidOut,
    scores: Sequence[tuple[Span, float]],
    ratio: float | None = 0.3,
    settings: QuoteSettings = _SETTINGS,
    wanted: Wanted = "one",
) -> list[Span]:
    """Return where that stands."""
    content = page.content()
    document = Document("d", "d.txt", content)
    whole = Span(0, len(content.text))
    pieces = tuple(ScoredSpan(span, score) for span, score in scores)
    reading = Reading(Hit(Passage("p", "d", content.text, whole), 1.0, 0.5, 1.0), 1.0, pieces, (), 1.0)
    quoter = Quoter({"d": document}.__getitem__, {"d": Structure(content)}.__getitem__)
    chosen = quoter.choose([reading], ratio, settings, wanted)
    return [Span(citation.start, citation.end) for citation in quoter.cite(chosen, [reading], "Which?")]


def prose(*sentences: str) -> LaidOut:
    """Return sentences, each a paragraph of its own."""
    page = LaidOut()
    for sentence in sentences:
        page.gap()
        page.add("paragraph", sentence)
    return page


def test_the_best_comes_first_wherever_it_stands() -> None:
    """Who reads one quote reads the likeliest."""
    page = prose("The mill was sold.", "The mill burned.", "Nobody was hurt.")

    found = quotes(page, [("The mill was sold.", 2.0), ("The mill burned.", 4.0), ("Nobody was hurt.", 0.1)])

    assert found == ["The mill burned.", "The mill was sold."]


def test_one_alone_is_quoted_where_no_ratio_is_given() -> None:
    """None asks for the best only."""
    page = prose("The mill was sold.", "The mill burned.")

    assert quotes(page, [("The mill was sold.", 2.0), ("The mill burned.", 2.1)], ratio=None) == ["The mill burned."]


def test_further_quotes_share_the_room_that_is_left() -> None:
    """One that is too long is passed over for a shorter one that is nearly as good."""
    long = "The mill stood by the river and " + "ground corn and " * 20 + "rye."
    page = prose("The mill burned.", long, "Nobody was hurt.")
    scores = [("The mill burned.", 3.0), (long, 2.0), ("Nobody was hurt.", 1.5)]

    found = quotes(page, scores, settings=QuoteSettings(characters=100))

    assert found == ["The mill burned.", "Nobody was hurt."]


def test_a_sentence_is_joined_to_the_better_one_before_it() -> None:
    """Read on, they are one quote; what stands before the best keeps a number of its own."""
    page = LaidOut()
    filler = "The river rises in the hills and falls into the sea beyond the last of the villages. " * 6
    page.add("paragraph", f"The mill was sold. The mill burned. Nobody was hurt. {filler.strip()}")

    found = quotes(page, [("The mill was sold.", 2.0), ("The mill burned.", 4.0), ("Nobody was hurt.", 3.0)])

    assert found == ["The mill burned. Nobody was hurt.", "The mill was sold."]


def test_two_items_of_a_list_are_quoted_as_the_list() -> None:
    """Steps are whole and in order where more than one of them answers."""
    page = camp()

    found = quotes(page, [("- a torch", 3.0), ("- a sleeping bag", 2.0)])

    assert len(found) == 1
    assert found[0].startswith("Each child brings:")
    assert found[0].endswith("- a torch")


def test_one_item_is_quoted_alone_where_the_others_do_not_answer() -> None:
    """The rest of the list would only be in the way."""
    assert quotes(camp(), [("- a torch", 3.0), ("- a sleeping bag", 0.1)]) == ["- a torch"]


def test_what_is_said_twice_is_quoted_once() -> None:
    """A second place with the same words adds nothing."""
    page = prose("The mill burned in May.", "Again: the mill burned in May.")

    found = quotes(page, [("The mill burned in May.", 3.0), ("Again: the mill burned in May.", 2.9)])

    assert found == ["The mill burned in May."]


def test_nothing_is_quoted_of_what_says_nothing() -> None:
    """A document of one heading has no unit."""
    page = LaidOut()
    page.add("heading", "# The mill")

    assert quotes(page, [("# The mill", 9.0)]) == []
    assert Content(text="").blocks == ()


def test_the_same_words_under_another_heading_are_of_another_thing() -> None:
    """Two records may say the same of two things."""
    page = LaidOut()
    for name in ("Elm", "Oak"):
        page.gap()
        page.add("heading", f"# {name}")
        page.gap()
        page.add("paragraph", "Felled in May by Ada.")
    first = page.text.index("Felled")
    second = page.text.index("Felled", first + 1)
    spans = [Span(start, start + len("Felled in May by Ada.")) for start in (first, second)]

    found = quoted_at(page, [(span, 2.0) for span in spans])

    assert [span.start for span in found] == [first, second]
