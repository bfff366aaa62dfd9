"""Follow-ups: what a question leans on is put into it, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.conversation import needs_context, standalone
from qa.answering.records import Turn
from qa.answering.wording import doubted, instead_text, silence_text
from tests.texts import TEXTS


def talk(*said: str) -> tuple[Turn, ...]:
    """A conversation in which the user begins."""
    return tuple(Turn("assistant" if place % 2 else "user", text) for place, text in enumerate(said))


PLAN = talk("What is Project Texas?", "“Project Texas is a plan to keep data at home.” [1]")
BILL = talk("When did Barack Obama sign the bill?", "“Obama signed it on 4 May 2010.” [1]")
FIRST = talk("What did the first TikTok bill say?", "“The first bill said that the app must be sold.” [1]")
FABS = talk("How many people work for TSMC in Arizona?", "“TSMC employs 3,000 people in Arizona.” [1]")
RECORDS = talk("Who bought two vinyl records in Beijing?", "“Hanna bought two vinyl records.” [1]")
OTTERS = talk("how do otters sleep?", "“Otters sleep on their backs and hold hands.” [1]")
BAND = talk("Who founded the band Low Tide?", "“The band Low Tide was founded by Ann Lee.” [1]")


@pytest.mark.parametrize(
    ("said", "asked", "alone"),
    [
        (PLAN, "Why did it stall?", "Why did Project Texas stall?"),
        (PLAN, "How much did it cost?", "How much did Project Texas cost?"),
        (PLAN, "It stalled?", "Project Texas stalled?"),
        (BILL, "What did he do?", "What did Barack Obama do?"),
        (BILL, "Why did he sign it?", "Why did Barack Obama sign the bill?"),
        (RECORDS, "When did she buy them?", "When did Hanna buy them?"),
        (OTTERS, "what do they eat?", "what do otters eat?"),
        (FIRST, "Was it passed?", "Was the first TikTok bill passed?"),
    ],
)
def test_a_pronoun_gives_way_to_what_it_means(said: tuple[Turn, ...], asked: str, alone: str) -> None:
    """The name or phrase stands where the pronoun stood, and the question reads on."""
    assert standalone(asked, said) == alone


@pytest.mark.parametrize(
    ("said", "asked", "alone"),
    [
        (BILL, "What was his reason?", "What was Barack Obama's reason?"),
        (PLAN, "What's its budget?", "What's Project Texas' budget?"),
        (BILL, "and his wife?", "and Barack Obama's wife?"),
    ],
)
def test_a_possessive_pronoun_becomes_a_possessive_name(said: tuple[Turn, ...], asked: str, alone: str) -> None:
    """English marks the owner, and so does what is searched for."""
    assert standalone(asked, said) == alone


@pytest.mark.parametrize(
    ("said", "asked", "alone"),
    [
        (BILL, "Why?", "Why did Barack Obama sign the bill?"),
        (PLAN, "why?", "Why Project Texas?"),
        (RECORDS, "Why?", "Who bought two vinyl records in Beijing, and why?"),
        (FABS, "Since when?", "How many people work for TSMC in Arizona, and since when?"),
        (talk("Which bill did Ann Lee sign in 2010?"), "Why?", "Why did Ann Lee sign the bill in 2010?"),
    ],
)
def test_a_bare_asking_word_asks_of_the_question_before(said: tuple[Turn, ...], asked: str, alone: str) -> None:
    """ "Why?" is the last question with another beginning, or joined to it where that has none to change."""
    assert standalone(asked, said) == alone


@pytest.mark.parametrize(
    ("said", "asked", "alone"),
    [
        (FABS, "And in Germany?", "How many people work for TSMC in Germany?"),
        (FABS, "What about Intel?", "How many people work for Intel in Arizona?"),
        (FABS, "How about 2020?", "How many people work for TSMC in Arizona in 2020?"),
        (talk("Who led TSMC in 2005?"), "And in 2012?", "Who led TSMC in 2012?"),
        (talk("Who led TSMC in 2005?"), "and 2012?", "Who led TSMC in 2012?"),
        (talk("What is Ann Lee's salary?"), "What about Bo Ek?", "What is Bo Ek's salary?"),
        (FIRST, "And the other one?", "What did the other TikTok bill say?"),
        (FIRST, "What about the second one?", "What did the second TikTok bill say?"),
    ],
)
def test_a_part_replaces_its_like_in_the_question_before(said: tuple[Turn, ...], asked: str, alone: str) -> None:
    """A year for a year, a place for a place, a name for a name, and one of a kind for the other."""
    assert standalone(asked, said) == alone


def test_a_kind_and_its_name_stand_together() -> None:
    """ "This band" is not lost when the band is named."""
    assert standalone("When did this band break up?", BAND) == "When did the band Low Tide break up?"


def test_what_holds_no_pointer_is_added_to_in_brackets() -> None:
    """Nothing can be replaced in "anything else?", so the subject is set beside it."""
    assert standalone("Anything else?", PLAN) == "Anything else (Project Texas)?"


def test_a_chain_of_pronouns_leads_back_to_the_name() -> None:
    """What "it" meant in one question it means in the next."""
    said = (*PLAN, *talk("Why did it stall?", "“Lawmakers were not convinced.” [1]"))

    assert standalone("Who paid for it?", said) == "Who paid for Project Texas?"


def test_a_new_name_takes_over() -> None:
    """After the user turned to somebody else, "she" is she."""
    said = talk("Where was Marion Moss born?", "“In Leeds.” [1]", "Who taught Ada Byron?", "“Mary Somerville.” [1]")

    assert standalone("When did she die?", said) != "When did Marion Moss die?"


def test_a_place_is_nobody() -> None:
    """A pronoun for persons never becomes the town that was mentioned."""
    said = talk("Where is the fair?", "“It is held in Leeds.” [1]")

    assert "Leeds" not in standalone("When did she leave?", said)


def test_what_the_system_says_itself_names_nothing() -> None:
    """A sentence of abstention is ours, and no follow-up means its words."""
    said = (*PLAN, Turn("user", "Why did it stall?"), Turn("assistant", silence_text("near_but_silent")))

    assert standalone("Who runs it?", said) == "Who runs Project Texas?"


def test_a_language_models_prose_is_heard_where_it_is_borne_out() -> None:
    """Neither our word on why it failed nor a sentence that failed the check names anything."""
    worded = talk("Who founded the band?", f"Ann Lee founded it [1].\n\n{doubted('Bo Ek produced it [1].')}")
    failed = talk("Who founded the band?", instead_text("slow", "“The band was founded by Ann Lee.” [1]"))

    assert standalone("When was she born?", worded) == "When was Ann Lee born?"
    assert standalone("When was she born?", failed) == "When was Ann Lee born?"
    assert "Ek" not in standalone("Did he sing?", worded)


@pytest.mark.parametrize(
    "text",
    [
        "Who bought two vinyl records in Beijing?",
        "How many people work for TSMC in Arizona?",
        "What is primatology?",
        "How did tamales make their way to Texas?",
        "Why did Ann Lee sell her house?",
        "Is it true that otters float?",
        "What did Ann Lee say that Bo Ek bought?",
        "otters",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(text: str) -> None:
    """What names its own subject, also the one its pronouns mean, is searched for as it is."""
    assert standalone(text, PLAN) == text


@given(TEXTS)
def test_without_a_history_nothing_is_put_in(text: str) -> None:
    """The first question is its own, whatever it is."""
    assert standalone(text, ()) == text


@given(TEXTS, st.lists(TEXTS, max_size=5))
def test_any_conversation_gives_the_same_question_twice(text: str, said: list[str]) -> None:
    """Nothing that can be typed breaks it, and nothing depends on the moment."""
    assert standalone(text, talk(*said)) == standalone(text, talk(*said))


@given(st.lists(TEXTS, max_size=4), st.sampled_from(["What is Project Texas?", "How many people work for TSMC?"]))
def test_a_question_without_pointers_is_left_alone_whatever_was_said(said: list[str], text: str) -> None:
    """No conversation changes a question that names what it asks about."""
    assert standalone(text, talk(*said)) == text


@pytest.mark.parametrize(
    ("text", "needed"), [("Why did it stall?", True), ("why?", True), ("Why do otters sleep?", False)]
)
def test_what_points_at_nothing_needs_context(text: str, needed: bool) -> None:
    """Only where neither question nor history names anything."""
    assert needs_context(text, ()) is needed
    assert needs_context(text, PLAN) is False


def test_a_greeting_is_no_context() -> None:
    """A conversation that named nothing leaves a pointer as empty as none."""
    said = talk("hi", silence_text("not_a_question"))

    assert needs_context("Why did it stall?", said)
    assert needs_context("why?", said)
