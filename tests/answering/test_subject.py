"""Questions that name what a document only names at its head."""

from pathlib import Path

import pytest

from index.records import Content
from index.structure import Structure
from qa.answering.question.intent import Intent
from qa.answering.replies import Search
from qa.answering.subject import search_without_subject, without_subject
from tests.small_index import built

HEAD = "Privacy notice\n\nLofoten Bikes of Oslo lets you hire bicycles in Bergen. It is a company of Norway.\n\n"
REST = "\n\n".join(f"We keep your data for {number} years, and our bicycles in Bergen longer." for number in range(60))


def asked(question: str, text: str = HEAD + REST, source: str = "privacy.html") -> str | None:
    return without_subject(question, Structure(Content(text=text, title="Privacy notice")), source)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How long does Lofoten Bikes keep my data?", "How long does it keep my data?"),
        ("How long is my Lofoten Bikes account kept?", "How long is my account kept?"),
        ("How long is my data kept at Lofoten Bikes?", "How long is my data kept?"),
        ("How long is data kept by the Lofoten Bikes company?", "How long is data kept by the company?"),
        ("Does Lofoten Bikes of Oslo keep my data?", "Does it keep my data?"),
    ],
)
def test_the_name_falls_away_or_becomes_a_pronoun(question: str, expected: str) -> None:
    assert asked(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "How long do you keep my data?",
        "How long does Bodo Bikes keep my data?",  # not this document's
        "How many bicycles are there in Bergen?",  # what all of it tells of
        "What is Lofoten Bikes?",  # nothing else is asked
        "Lofoten, what do they keep of my data?",  # the first word is capital anyhow
        "What do I owe in May?",
    ],
)
def test_other_questions_stay_as_they_are(question: str) -> None:
    assert asked(question, HEAD + "Due in May.\n\n" + REST) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does Marty keep of my data?", "What does it keep of my data?"),  # not a month, whatever it begins with
        ("What is kept on Sundays?", None),
        ("What is kept until Sept?", None),
    ],
)
def test_months_and_weekdays_are_no_subjects(question: str, expected: str | None) -> None:
    assert asked(question, "Marty lends bicycles on Sundays, until Sept.\n\n" + REST) == expected


def test_a_file_may_be_called_after_its_subject() -> None:
    """By its own spelling: travellers are not Travelers."""
    assert asked("What does Sancity charge for data?", source="sancity-prices.html") == "What does it charge for data?"
    assert asked("What do Bikers pay for data?") is None


def test_a_short_document_is_all_head() -> None:
    assert asked("How long does Lofoten Bikes keep my data?", HEAD) is None


def test_a_question_that_names_the_document_is_asked_again_without_the_name(tmp_path: Path) -> None:
    """In the document that bears it alone."""
    texts = {"bikes": HEAD + REST, "boats": "Boats are kept for years."}
    index = built(tmp_path, texts)

    def search(question: str, intent: Intent = Intent.FACT) -> Search:
        return Search(question, intent, index.search(question, 5, None, index.embed_question(question)))

    again = search_without_subject(index, search("How long does Lofoten Bikes keep my data?"), 5)

    assert again is not None
    assert again.question == "How long does it keep my data?"
    assert {hit.passage.document_id for hit in again.hits} == {"bikes"}
    assert search_without_subject(index, search("How long are boats kept?"), 5) is None
    claim = search("My data is kept by Lofoten Bikes for years.", Intent.CLAIM)
    assert search_without_subject(index, claim, 5) is None
