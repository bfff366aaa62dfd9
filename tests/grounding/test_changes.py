"""What a sentence changes against its source, one kind at a time; every source also says what may be said of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.grounding.changes import ChangeKind, changes

LAMP = "The lamp was moved to the lower gallery in 1911, because fog hid the upper one."
TEALE = "Marion Teale designed the lighthouse in 1849, and Edward Marsh rebuilt it in 1902."
BOOKS = "Members may borrow up to six books for three weeks; reference books must stay in the reading room."
FERRY = (
    "According to the harbour office, the new ferry will probably run from Oban to Barra if the pier is finished "
    "by May."
)
YARD = "The company Norlund bought the shipyard from Kessel in 1998. It closed the dry dock two years later."
ROOF = "The east wing of the abbey was rebuilt in 1702. Some monks opposed the plan, but nobody stopped the work."
GATE = "Anyone with a ticket may enter, and either a card or a badge opens the gate. Only guards carry a key."


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The lamp was moved to the lower gallery in 1911.", LAMP),
        ("In 1911, the lamp was moved to the lower gallery.", LAMP),
        ("Because fog hid the upper one, the lamp was moved to the lower gallery.", LAMP),
        ("The lighthouse was designed by Marion Teale in 1849.", TEALE),
        ("It was rebuilt by Edward Marsh in 1902.", TEALE),
        ("Members may borrow up to 6 books for 3 weeks.", BOOKS),
        ("Members are allowed to borrow no more than six books.", BOOKS.replace("up to", "no more than")),
        ("Reference books must stay in the reading room.", BOOKS),
        (FERRY, FERRY),
        ("The shipyard was bought by Norlund in 1998.", YARD),
        ("Norlund closed the dry dock two years later.", YARD),
        ("In 1702, the east wing of the abbey was rebuilt.", ROOF),
        ("Only guards carry a key.", GATE),
        ("Either a card or a badge opens the gate.", GATE),
    ],
)
def test_what_the_text_says_changes_nothing(claim: str, text: str) -> None:
    """Shortened, its phrases moved, in the passive, a pronoun resolved, numbers in figures or letters."""
    assert changes(claim, [text]) == []


@pytest.mark.parametrize(
    ("kind", "claim", "text"),
    [
        ("added", "Allegedly, the lamp was moved to the lower gallery in 1911.", LAMP),
        ("added", "It is false that the lamp was moved to the lower gallery in 1911.", LAMP),
        ("added", "The former lamp was moved to the lower gallery in 1911.", LAMP),
        ("added", "Only the lamp was moved to the lower gallery in 1911.", LAMP),
        ("added", "All members may borrow up to six books.", BOOKS),
        ("added", "Reference books should stay in the reading room.", BOOKS),
        ("added", "Members may borrow at least six books.", BOOKS),
        ("added", "The lamp will be moved to the lower gallery.", LAMP),
        ("added", "Marsh rebuilt the lighthouse because Teale designed it.", TEALE),
        ("dropped", "The new ferry will run from Oban to Barra if the pier is finished by May.", FERRY),
        ("dropped", "According to the harbour office, the new ferry will probably run from Oban to Barra.", FERRY),
        ("dropped", "Members may borrow six books for three weeks.", BOOKS),
        ("dropped", "Monks opposed the plan.", ROOF),
        ("dropped", "Guards carry a key.", GATE),
        ("dropped", "Anyone may enter.", GATE),
        ("dropped", "The tenant shall sublet nothing.", "The tenant shall sublet nothing without consent."),
        ("dropped", "Guests must pay.", "Guests who stay overnight must pay."),
        ("negation", "The lamp was not moved to the lower gallery in 1911.", LAMP),
        ("negation", "The bell was rung before 1874.", "The bell was never rung before 1874."),
        ("negation", "The flat may not be let.", "The flat may not be let without the consent of the owner."),
        ("opposite", "Norlund sold the shipyard to Kessel in 1998.", YARD),
        ("opposite", "The west wing of the abbey was rebuilt in 1702.", ROOF),
        ("direction", "The lamp was moved from the lower gallery in 1911.", LAMP),
        ("direction", "A card and a badge open the gate.", GATE),
        ("roles", "Kessel bought the shipyard from Norlund in 1998.", YARD),
        ("roles", "Marion Teale was designed by the lighthouse.", TEALE),
        ("roles", "The lighthouse designed Marion Teale in 1849.", TEALE),
        ("roles", "Edward Marsh designed the lighthouse in 1849, and Marion Teale rebuilt it in 1902.", TEALE),
        ("joined", "Marion Teale designed the lighthouse in 1902.", TEALE),
        ("joined", "The lighthouse was designed by Edward Marsh in 1849.", TEALE),
        ("joined", "Kessel closed the dry dock two years later.", YARD),
        ("joined", "The abbey was rebuilt in 1702.", ROOF),
        ("word", "The lamp was painted in 1911.", LAMP),
        ("word", "The lamp was moved to the lower gallery in 1912.", LAMP),
        ("word", "Ada Teale designed the lighthouse in 1849.", TEALE),
    ],
)
def test_each_kind_of_change_is_found_and_named(kind: ChangeKind, claim: str, text: str) -> None:
    """Said more, said less, denied, turned round, put together anew, or in words that are not there."""
    found = changes(claim, [text])

    assert kind in [change.kind for change in found]
    assert all(change.reason for change in found)


def test_lines_of_one_record_belong_together_and_of_two_do_not() -> None:
    """What stands behind a label is said of what the record's first line names."""
    records = ["Station: Arden Quay. Opened: 1874. Platforms: 3.", "Station: Bell Moor. Opened: 1902. Platforms: 2."]

    assert changes("The station Bell Moor has two platforms.", records) == []
    for claim in ("The station Bell Moor has three platforms.", "The station Bell Moor has 1902 trains."):
        assert "joined" in [change.kind for change in changes(claim, records)]


def test_whoever_is_addressed_may_be_named() -> None:
    """A text that says "you" is about its readers."""
    assert changes("Patients should not drive.", ["You should not drive."]) == []
    assert changes("Patients should not drive.", ["Doctors should not drive."]) != []


WORDS = (
    "the a lamp moved was not by in 1911 gallery Teale only if and or of who may without it , ; : one . said".split()
)


@given(st.lists(st.sampled_from(WORDS), max_size=14), st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_words_can_be_compared(claim: list[str], text: list[str]) -> None:
    """Claims and texts come from anybody."""
    for change in changes(" ".join(claim), [" ".join(text)]):
        assert change.reason


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3))
def test_any_characters_can_be_compared(claim: str, texts: list[str]) -> None:
    """And in any script."""
    for change in changes(claim, texts):
        assert change.reason
