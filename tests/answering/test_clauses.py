"""Parts that are asked for by their number: what stands under it is shown, and not what mentions it."""

from pathlib import Path

import pytest

from index.embedded.store import EmbeddedStore
from index.library import Index, writing
from index.parsers import PARSERS_VERSION, parse
from index.sources import discover
from index.structure import Structure
from qa.answering.clauses import PartAsked, numbered_unit, part_asked
from qa.answering.ports import Question
from tests.fakes_embedding import HashingEmbedder
from tests.index.laid_out import LaidOut
from tests.small_index import assistant_over, built

LEASE = """# 1 Rent

1.1 The rent is paid on the first day of the month.

1.2 As clause 2.1 says, nothing is due in the first week.

# 2 Deposit

2.1 The deposit is two rents.

2.10 It is given back within a month.
"""


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What does clause 2.2 say?", PartAsked("2.2", None)),
        ("what's in section 4", PartAsked("4", None)),
        ("Summarise article 12a of the lease", PartAsked("12a", "the lease")),
        ("What does § 7 say?", PartAsked("7", None)),
        ("What does Annex B contain?", PartAsked("B", None)),
        ("What does the lease say?", None),
        ("What does clause 2.2 say about dogs?", None),
        ("Which clause says that dogs are forbidden?", None),
    ],
)
def test_a_part_is_asked_for_by_its_number(question: str, asked: PartAsked | None) -> None:
    """Of the whole part, and of which document, if that is said; what it says about something is another question."""
    assert part_asked(question) == asked


def numbered() -> LaidOut:
    page = LaidOut()
    page.add("heading", "3. Ending", level=1)
    page.gap()
    page.add("paragraph", "3.1 Either side may end it.")
    page.gap()
    page.add("paragraph", "3.10 See section 3.1 for more.")
    page.gap()
    page.add("heading", "4. Law", level=1)
    return page


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("3.1", "3.1 Either side may end it."),
        ("3.10", "3.10 See section 3.1 for more."),
        ("3", "3. Ending\n\n3.1 Either side may end it.\n\n3.10 See section 3.1 for more."),
        ("4", None),
        ("31", None),
    ],
)
def test_what_stands_under_a_number_is_shown(number: str, shown: str | None) -> None:
    """3.1 is not 3.10, a heading is shown with its section, and a heading over nothing says nothing."""
    page = numbered()

    unit = numbered_unit(Structure(page.content()), number)

    assert (page.text[unit.span.start : unit.span.end] if unit else None) == shown


def test_a_section_comes_before_a_paragraph_of_its_number() -> None:
    """Whichever stands first."""
    page = LaidOut()
    page.add("paragraph", "2. A rope.")
    page.gap()
    page.add("heading", "2. Boats", level=1)
    page.gap()
    page.add("paragraph", "Boats are hired by the hour.")

    unit = numbered_unit(Structure(page.content()), "2")

    assert unit is not None
    assert page.text[unit.span.start : unit.span.end] == "2. Boats\n\nBoats are hired by the hour."


def test_sections_are_shown_before_items_of_their_number(tmp_path: Path) -> None:
    """Of several documents, whichever was found nearest."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "kit.md").write_text("# Section kit\n\nTake along:\n\n1. A pump.\n2. A knife.\n")
    (tmp_path / "docs" / "rules.md").write_text("# Rules\n\n## 2. Boats\n\nBoats are hired.\n")
    embedder = HashingEmbedder()
    with writing(EmbeddedStore(tmp_path / "data"), embedder) as writer:
        writer.sync(discover([tmp_path / "docs"], parse, PARSERS_VERSION))
    assistant = assistant_over(Index.open(EmbeddedStore(tmp_path / "data"), embedder))

    quotes = [citation.quote for citation in assistant.ask(Question("What does section 2 say?")).citations]

    assert quotes == ["## 2. Boats\n\nBoats are hired.", "2. A knife."]


def test_the_part_is_quoted_and_not_what_mentions_it(tmp_path: Path) -> None:
    """Of the document that is named, where several have such a number."""
    assistant = assistant_over(built(tmp_path, {"lease": LEASE, "club": "1.1 The club meets on Mondays."}))

    named = assistant.ask(Question("What does clause 2.1 say?"))
    of_the_club = assistant.ask(Question("What does clause 1.1 of the club say?"))

    assert [citation.quote for citation in named.citations] == ["2.1 The deposit is two rents."]
    assert named.certainty == "sure"
    assert [citation.quote for citation in of_the_club.citations] == ["1.1 The club meets on Mondays."]


def test_parts_of_several_documents_are_all_shown_and_are_not_sure(tmp_path: Path) -> None:
    """It was not said which document is meant."""
    assistant = assistant_over(built(tmp_path, {"lease": LEASE, "club": "1.1 The club meets on Mondays."}))

    answer = assistant.ask(Question("What does clause 1.1 say?"))

    assert len(answer.citations) == 2
    assert (answer.certainty, answer.confidence) == ("likely", 0.5)


def test_a_part_that_is_not_there_is_not_made_up(tmp_path: Path) -> None:
    """It is then a question like any other, to which nothing is found."""
    assistant = assistant_over(built(tmp_path, {"lease": LEASE}))

    assert not assistant.ask(Question("What does clause 9.9 say?")).citations
