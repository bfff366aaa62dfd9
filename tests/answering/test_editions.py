"""Two editions of one statement: both are quoted, and the answer says that they differ."""

from pathlib import Path

from index.records import Content, Document, Span
from index.units import Unit
from qa.answering.editions import date_of, differ, is_edition_of, newest_first
from qa.answering.ports import Question
from qa.answering.question.intent import Intent
from qa.answering.records import Citation
from qa.answering.wording import answer_text
from tests.small_index import assistant_over, built

OLD = "Members may borrow two boats for a week."
NEW = "Members may borrow five boats for a week."


def citation(name: str, text: str, number: int = 1) -> Citation:
    document = Document(name, f"{name}.txt", Content(text=text, title=name))
    return Citation.of(number, document, Unit("paragraph", Span(0, len(text))))


def test_other_numbers_in_the_same_words_differ() -> None:
    """Within one document they are two statements; in two documents one of them may be out of date."""
    assert differ(citation("a", OLD), citation("b", NEW))
    assert differ(citation("a", "Dogs are allowed on deck."), citation("b", "Dogs are not allowed on deck."))
    assert not differ(citation("a", OLD), citation("a", NEW))
    assert not differ(citation("a", OLD), citation("b", OLD))
    assert not differ(citation("a", OLD), citation("b", "The harbour has five cranes."))


def test_the_same_statement_with_other_figures_is_another_edition_of_it() -> None:
    """Nearly all words on both sides, and another number or denial; a longer sentence that has them too is none."""
    assert is_edition_of(OLD, NEW)
    assert not is_edition_of(OLD, OLD)
    assert not is_edition_of("Members borrow boats.", f"{NEW} They are kept in the shed behind the old harbour crane.")
    assert not is_edition_of("1", "2")


def test_a_document_without_a_date_has_the_year_that_its_name_tells() -> None:
    """One year alone; of two it is not known which."""
    said = {
        date_of(Document("d", source, Content(text="x", title=title, date=date)))
        for source, title, date in [
            ("a/rules-2019.txt", "Rules", None),
            ("a/rules.txt", "Rules (edition 2019)", None),
            ("2001/rules-2020.txt", "Rules", "2019"),
        ]
    }

    assert said == {"2019"}
    assert date_of(Document("d", "rules-2019.txt", Content(text="x", title="Rules 2020"))) is None


def test_the_newer_edition_comes_first() -> None:
    """Where both have a date; others stay in their order."""
    pair = (citation("a", OLD), citation("b", NEW, 2))

    assert [c.title for c in newest_first(pair, {"a": "2019-01-01", "b": "2023-01-01"})] == ["b", "a"]
    assert [c.title for c in newest_first(pair, {"a": "2023-01-01", "b": "2019-01-01"})] == ["a", "b"]
    assert [c.title for c in newest_first(pair, {"a": None, "b": "2023-01-01"})] == ["a", "b"]
    assert [c.number for c in newest_first(pair, {"a": "2019-01-01", "b": "2023-01-01"})] == [1, 2]


def test_the_answer_says_that_they_differ() -> None:
    """Each with its title, and its date where it has one."""
    text = answer_text(Intent.FACT, (citation("a", OLD), citation("b", NEW, 2)), {"a": "2019-01-01"})

    assert text == f"The documents say different things. a (2019-01-01): “{OLD}” [1] b: “{NEW}” [2]"


def test_both_editions_are_quoted(tmp_path: Path) -> None:
    """Neither hides the other."""
    assistant = assistant_over(
        built(tmp_path, {"rules-2019": OLD, "rules-2023": NEW, "harbour": "It has five cranes."})
    )

    answer = assistant.ask(Question("How many boats may members borrow for a week?"))

    assert {quoted.quote for quoted in answer.citations} == {OLD, NEW}
    assert answer.answer.startswith("The documents say different things.")


def test_a_newer_edition_is_quoted_however_it_scores(tmp_path: Path) -> None:
    """Beside the best one, and before it: an old rule alone would be taken for what holds."""
    documents = {
        "remote-2019": "Staff may work at home for one day a week.",
        "remote-2024": "Staff may work at home for three days a week. This rule replaces the one before.",
        "lunch": "Lunch is at noon.",
    }
    assistant = assistant_over(built(tmp_path, documents))

    answer = assistant.ask(Question("For how many days a week may staff work at home?"))

    assert "three days" in answer.citations[0].quote
    assert answer.citations[1].quote == documents["remote-2019"]
    assert "(2019)" in answer.answer
