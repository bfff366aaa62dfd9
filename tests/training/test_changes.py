"""Details changed in a text: those that were asked about, and those that were not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans
from training.changes import Change, of_something_else, of_what_was_asked
from training.overlap import shared

TEXT = (
    "In 1974 the first keeper of Skerry Point moved all lamps to Port Ellen. "
    "The herring fleet was large. Marion Teale drew them in Glasgow."
)
MOVED = "Port Ellen"
QUESTION = "Where did the first keeper of Skerry Point move all lamps in 1974?"


def place(words: str) -> tuple[int, int]:
    """Return where ``words`` stand in the text."""
    start = TEXT.index(words)
    return start, start + len(words)


SENTENCES = [(span.start, span.end) for span in sentence_spans(TEXT)]


def made(change: Change | None) -> str:
    """Return the text with the change made."""
    assert change is not None
    return TEXT[: change.start] + change.text + TEXT[change.end :]


def all_made(question: str, *, asked: bool) -> set[str]:
    """Return everything that the first sentence can become."""
    found = set()
    for seed in range(200):
        chance = random.Random(seed)
        if asked:
            found.add(made(of_what_was_asked(TEXT, SENTENCES[0], place(MOVED), question, chance)))
        else:
            found.add(made(of_something_else(TEXT, SENTENCES[0], SENTENCES[1:], place(MOVED), question, chance)))
    return found


def test_names_numbers_and_opposites_that_were_asked_about_are_exchanged() -> None:
    """Each kind is found; the answer and the other sentences stay."""
    texts = all_made(QUESTION, asked=True)

    assert all(MOVED in text and text.endswith(TEXT[SENTENCES[1][0] :]) for text in texts)
    assert any("keeper of Marion Teale moved" in text for text in texts)
    assert any(" last keeper " in text for text in texts)
    assert any(" some lamps " in text or " most lamps " in text for text in texts)
    assert any(text.startswith("In 19") and not text.startswith("In 1974") for text in texts)


def test_what_the_question_has_stays_where_something_else_is_changed() -> None:
    """Only what nobody asked about becomes something else, or another sentence is negated."""
    texts = all_made("Where did the keeper of Skerry Point move?", asked=False)

    assert all("keeper of Skerry Point moved" in text and MOVED in text for text in texts)
    assert any("The herring fleet was not large." in text for text in texts)
    assert any("last keeper" in text or "second keeper" in text for text in texts)


@pytest.mark.parametrize(
    ("question", "negated"),
    [("Was the herring fleet large?", True), ("Why was the fleet not large?", False)],
)
def test_one_verb_is_negated_unless_the_question_is(question: str, negated: bool) -> None:
    """ "was" becomes "was not"; a question that says "not" itself would be answered by it."""
    change = of_what_was_asked(TEXT, SENTENCES[1], place("herring"), question, random.Random(1))

    assert (change is not None) is negated
    assert change is None or "fleet was not large" in made(change)


def test_nothing_that_can_be_changed_is_no_change() -> None:
    """Without a name, number, opposite or single auxiliary there is nothing to turn round."""
    text = "It rained hard."

    assert of_what_was_asked(text, (0, len(text)), (10, 14), "How did it rain?", random.Random(1)) is None


@given(st.integers(0, 10_000), st.sampled_from(SENTENCES), st.data())
def test_an_answer_is_never_touched(seed: int, sentence: tuple[int, int], data: st.DataObject) -> None:
    """Whatever is exchanged stands beside the answer, inside the text, and is not what it was."""
    start = data.draw(st.integers(sentence[0], sentence[1] - 1))
    answer = (start, data.draw(st.integers(start + 1, sentence[1])))
    others = [other for other in SENTENCES if other != sentence]
    chance = random.Random(seed)

    for change in (
        of_what_was_asked(TEXT, sentence, answer, QUESTION, chance),
        of_something_else(TEXT, sentence, others, answer, QUESTION, chance),
    ):
        if change is not None:
            assert 0 <= change.start < change.end <= len(TEXT)
            assert change.end <= answer[0] or change.start >= answer[1]
            assert TEXT[change.start : change.end] != change.text


def test_shared_words_are_counted_by_their_first_letters() -> None:
    """Framing words count for nothing, and inflected forms are one word."""
    assert shared("Who moved the lamps?", "The lamp was moved.") == 0.5
    assert shared("What is the publication of it?", "published in May") == 1.0
    assert shared("Who is it?", "") == 1.0


@pytest.mark.model
def test_a_changed_window_still_spells_its_answer() -> None:
    """The answer's place moves with the words before it; a refusal points at nothing."""
    from training.windows import WindowMaker  # noqa: PLC0415 (needs the encoder's tokenizer)

    maker = WindowMaker({"c": TEXT})
    answer = maker.tokens("c").token_range(*place(MOVED))
    assert answer is not None
    change = Change(*place("first"), "second to last")
    head = maker.head(QUESTION, None)
    window = maker.all_windows("c")[0]

    kept = maker.changed(head, "c", window, change, answer, True)
    refused = maker.changed(head, "c", window, change, None, True)

    assert kept.ids == refused.ids
    assert kept.ids[kept.start : kept.end + 1] == maker.question_ids(MOVED)
    assert maker.question_ids(made(change)) == kept.ids[kept.context_from : -1]
    assert (refused.start, refused.end, refused.answers) == (0, 0, False)
