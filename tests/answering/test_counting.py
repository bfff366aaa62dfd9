"""Where a number is asked for and none is stated, what the layout settles is counted, and nothing else is."""

from pathlib import Path

import pytest

from index.embedded.store import EmbeddedStore
from index.library import Index, writing
from index.parsers import PARSERS
from index.prose import UNIT_LIMIT
from index.records import Content, Document, Hit, Passage, Span
from index.sources import SourceItem
from index.structure import Structure
from index.units import unit_of
from qa.answering.counting.counted import Counted
from qa.answering.counting.counter import Counter
from qa.answering.ports import Question
from qa.answering.question.counting import asks_for_number, count_asked, has_number, states_count
from qa.answering.quoting import Chosen
from qa.answering.reading.reader import Reading
from qa.answering.records import Answer
from qa.answering.wording import counted_text, counting_sentence
from tests.fakes_embedding import HashingEmbedder
from tests.small_index import assistant_over

BEES = """# Bee yard

## Tools

The following tools are available:

- smoker
- hive knife
- brush

## Hives

| Hive | Queen | State |
|---|---|---|
| Ash | Mara | strong |
| Birch | Iris | weak |
| Cedar | Mara | strong |
| Elm | Nele | sold |

## Visits

The vet looks for:

- mites
- foul brood
"""
TOOLS = "Our tools:\n\n- smoker\n- hive knife\n- brush\n"


def counts(question: str, *texts: str, kind: str = ".md", stated: str = "") -> list[Counted]:
    """Return what is counted in documents that were all read; ``stated`` would be quoted."""
    documents = {
        f"d{i}": Document(f"d{i}", f"bees{i}{kind}", PARSERS[kind](text.encode(), f"bees{i}{kind}"))
        for i, text in enumerate(texts)
    }
    structures = {name: Structure(document.content) for name, document in documents.items()}
    readings = []
    for name, document in documents.items():
        whole = Span(0, len(document.text))
        readings.append(Reading(Hit(Passage(name, name, document.text, whole), 1.0, 0.5, 1.0), 1.0, (), (), 1.0))
    chosen = []
    if stated:
        place = documents["d0"].text.index(stated)
        unit = unit_of(structures["d0"], Span(place, place + len(stated)))
        assert unit is not None
        chosen = [Chosen("d0", unit, 1.0)]
    found = Counter(documents.__getitem__, structures.__getitem__).count(question, readings, chosen)
    return [found] if found is not None else []


def number(question: str, *texts: str, kind: str = ".md") -> int | None:
    return next((found.number for found in counts(question, *texts, kind=kind)), None)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many tools are there?", 3),
        ("How many tools are available in the bee yard?", 3),
        ("What is the number of tools?", 3),
        ("How many hives does the table list?", 4),
        ("How many hives are strong?", 2),
        ("How many hives have the state sold?", 1),
        ("How many different queens are there?", 3),
    ],
)
def test_what_the_layout_settles_is_counted(question: str, expected: int) -> None:
    """Items of the list of that name, rows of the table of that name, those with a value, entries of a column."""
    assert number(question, BEES) == expected


@pytest.mark.parametrize(
    "question",
    [
        "How many tools are broken?",  # nothing says which
        "How many tools are not available?",
        "How many hives are strong or weak?",
        "How many hives have a state other than sold?",
        "How many vets are there?",  # the list is of what a vet looks for
        "How many mites are there?",
        "How many visits are there?",  # the heading's word, and a list of something else
        "How many strong queens are there in each hive?",
        "Where are the tools?",
    ],
)
def test_what_the_layout_does_not_settle_is_not_counted(question: str) -> None:
    """A filter that nothing decides, a denial, a comparison, a word that the list is not about."""
    assert number(question, BEES) is None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many tools are there?", "We sell tools such as:\n\n- smoker\n- brush\n"),
        ("How many tools are there?", "Tools that we no longer sell:\n\n- smoker\n- brush\n"),
        ("How many tools are there?", "The tools are not:\n\n- smoker\n- brush\n"),
        ("How many tools are there?", "The tool makers:\n\n- Smith\n- Jones\n"),
        ("How many tools are there?", "Makers of tools:\n\n- Smith\n- Jones\n"),
        ("How many tools are there?", "Our tools:\n\n- smoker\n- brush\n- and more\n"),
        ("How many tools are there?", "Our tools:\n\n- smoker\n- smoker\n"),
        ("How many tools are there?", "Our tools:\n\n2. smoker\n3. brush\n"),
        ("How many tools are there?", "Our tools:\n\n- smoker\n- two brushes\n"),
        ("How many hives are there?", "| Hive | Kilos |\n|---|---|\n| Ash | 3 |\n| Birch | 4 |\n| Total | 7 |\n"),
        ("How many hives are there?", "| Yard | Hives |\n|---|---|\n| Oak hill | 12 |\n| Mill | 8 |\n"),
        ("How many hives are in Mill?", "| Yard | Hives |\n|---|---|\n| Oak hill | 12 |\n| Mill | 8 |\n"),
        ("How many queens are there?", "| Hive | Queen |\n|---|---|\n| Ash | yes |\n| Birch | no |\n"),
        ("How many tools are there?", "| Tool | Pieces |\n|---|---|\n| Smoker | 2 |\n| Brush | 5 |\n"),
        ("How many hives are there?", "| Hive | Kilos |\n|---|---|\n| Ash, Birch | 3 |\n| Cedar | 4 |\n"),
        ("How many hives are there?", "# Sold hives\n\n| Hive | Kilos |\n|---|---|\n| Ash | 3 |\n| Birch | 4 |\n"),
    ],
)
def test_where_anything_is_in_doubt_nothing_is_counted(question: str, text: str) -> None:
    """Examples, what is left out, sums, several in one cell, a list that begins elsewhere or goes on."""
    assert number(question, text) is None


def test_two_lists_that_fit_are_not_counted() -> None:
    """Which of them is meant is not known."""
    tools = "Our tools:\n\n- smoker\n- brush\n"

    assert number("How many tools are there?", tools) == 2
    assert number("How many tools are there?", tools, "Our tools:\n\n- rake\n- spade\n- hoe\n") is None


def test_words_of_a_title_say_where_things_are_and_not_which() -> None:
    """In a document on tools bought and sold, the sold ones are not all of them."""
    text = "# Tools bought and sold in Molde\n\n## Cellar\n\nOur tools:\n\n- smoker\n- brush\n"
    rows = "| Hive | State |\n|---|---|\n| Ash | strong |\n| Elm | weak |\n"
    table = f"# Hives, strong and weak, in Molde\n\n## Hives\n\n{rows}"

    assert number("How many tools are there in Molde?", text) == 2
    assert number("How many tools are sold?", text) is None
    assert number("How many hives are weak?", table) == 1
    assert number("How many of the weak hives are there?", table) is None


def test_names_of_columns_in_two_rows_are_no_rows() -> None:
    """Below the upper one stands no row but the lower one."""
    cells = "<tr><td>Ash</td><td>3</td></tr><tr><td>Elm</td><td>4</td></tr>"
    head = "<thead><tr><th>Hive</th><th>Honey</th></tr><tr><th>name</th><th>kilos</th></tr></thead>"

    found = number("How many hives are there?", f"<table>{head}<tbody>{cells}</tbody></table>", kind=".html")

    assert found is None


def test_rows_of_a_csv_file_are_counted() -> None:
    """Its first row names the columns and is none of them."""
    text = "Hive,State\nAsh,strong\nBirch,weak\nCedar,strong\n"

    assert number("How many hives are there?", text, kind=".csv") == 3
    assert number("How many hives are weak?", text, kind=".csv") == 1


def test_a_stated_number_is_not_counted_anew() -> None:
    """What would be quoted says it."""
    text = "The yard has five tools.\n\nOur tools:\n\n- smoker\n- brush\n"

    assert counts("How many tools are there?", text, stated="The yard has five tools.") == []


def test_the_quote_shows_what_was_counted() -> None:
    """Each item and each row that counts is marked, and the sentence says that they were counted."""
    [found] = counts("How many hives are strong?", BEES)
    document = Document("d0", "bees.md", PARSERS[".md"](BEES.encode(), "bees.md"))

    citation = found.citation(document)

    assert [citation.quote[mark.start : mark.end] for mark in citation.highlights] == ["Ash", "Cedar"]
    assert counted_text(counting_sentence(found), citation) == (
        f"Counted, not quoted: 2 of the table's 4 rows have “strong” under “State”. “{citation.quote}” [1]"
    )


def test_items_are_marked_without_their_markers() -> None:
    """What counts is the thing."""
    [found] = counts("How many tools are there?", BEES)

    assert [BEES[mark.start : mark.end] for mark in found.marked] == ["smoker", "hive knife", "brush"]


def test_a_long_list_is_counted_whole_and_quoted_in_part() -> None:
    """The quote ends with an item, and the sentence says that there are more."""
    text = "Our tools:\n\n" + "".join(f"- tool of the {i}th kind, for {'x' * 60}\n" for i in range(40))

    [found] = counts("How many tools are there?", text)
    shown = text[found.unit.span.start : found.unit.span.end]

    assert (found.number, found.whole) == (40, False)
    assert len(shown) <= UNIT_LIMIT
    assert shown.endswith("x" * 60)
    assert counting_sentence(found).endswith("the list has 40 items; what is quoted is the beginning.")


def test_a_number_is_stated_of_what_it_stands_before() -> None:
    """The number of a table, of a list's item or of something else is none of boats."""
    asked = count_asked("How many boats are there?")
    assert asked is not None

    stating = ["three boats", "14 rooms and 2 boats", "over 1,200 fine boats", "hundreds of boats", "twenty-one boats"]
    others = ["Table 2: Boats", "2. boats", "The boats are 12 m long", "We have 3. Boats are", "boat 7"]

    assert [states_count(text, asked) for text in stating] == [True] * len(stating)
    assert [states_count(text, asked) for text in others] == [False] * len(others)
    assert [has_number(text) for text in ("Table 2: Boats", "no boats", "Boats are red.", "12 m")] == [
        False, True, False, True,
    ]  # fmt: skip


def test_only_a_question_for_a_number_alone_is_one() -> None:
    """ "Which field says how many ..." asks for a field."""
    assert asks_for_number("How many boats are there?")
    assert asks_for_number("In the harbour, how many boats are there?")
    assert not asks_for_number("Which field tells how many boats there are?")
    assert not asks_for_number("What does the number of a boat mean?")


def asked(folder: Path, question: str, **texts: str) -> Answer:
    """Ask about Markdown documents, indexed with their layout."""
    embedder = HashingEmbedder()
    with writing(EmbeddedStore(folder), embedder) as writer:
        writer.sync([SourceItem(name, f"{name}.md", text.encode, markdown, "md/1") for name, text in texts.items()])
    return assistant_over(Index.open(EmbeddedStore(folder), embedder)).ask(Question(question))


def markdown(data: bytes) -> Content:
    return PARSERS[".md"](data, "a.md")


def test_a_user_is_told_what_was_counted(tmp_path: Path) -> None:
    """The answer says so; nothing in it claims that the document states the number."""
    answer = asked(tmp_path, "How many tools are there?", yard=TOOLS)

    assert answer.answer.startswith("Counted, not quoted: the list has 3 items. “Our tools:")
    assert (answer.certainty, len(answer.citations)) == ("likely", 1)


def test_a_count_is_one_part_of_two(tmp_path: Path) -> None:
    """Its quote is numbered on."""
    answer = asked(tmp_path, "When do herons hunt? How many tools are there?", yard=TOOLS, heron="Herons hunt at dawn.")

    assert "Counted, not quoted: the list has 3 items." in answer.answer
    assert answer.answer.endswith(f"[{len(answer.citations)}]")


def test_what_has_a_number_is_quoted_first_where_one_is_asked_for(tmp_path: Path) -> None:
    """A caption in the question's own words has none: its number is the table's."""
    text = "Table 2: Boats of the museum.\n\nThe old museum by the harbour has three boats, all of them red.\n"

    answer = asked(tmp_path, "How many boats of the museum are there?", museum=text)

    assert "three boats" in answer.citations[0].quote


def test_no_number_is_read_off_words_without_one(tmp_path: Path) -> None:
    """What is quoted for "how many" has a number in it, or the answer is silence with the closest statements."""
    answer = asked(tmp_path, "How many herons hunt at dawn?", heron="Herons hunt at dawn.")

    assert (answer.answerable, answer.confidence) == (False, 0.0)
    assert answer.closest
