"""Text to terms: what meets what, and what a change of the analyser asks for."""

import hashlib
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import is_stop_word, terms, words
from index.embedded.rows import SCHEMA
from tests.fakes_documents import DOCUMENTS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("running boats", "Run, boat!"),
        ("U.S.", "US"),
        ("1,000,000 nets", "1000000 net"),
        ("the keeper's bell", "keeper bell"),
        ("the keeper’s bell", "keeper bell"),
        ("café", "cafe\u0301"),
        ("ﬁshing", "fishing"),
        ("infor\u00admation", "information"),
        ("STRASSE", "straße"),
        ("ﷺ", "صلى الله عليه وسلم"),
        ("e.g. boats", "eg boats"),
    ],
)
def test_ways_of_writing_the_same_meet(one: str, other: str) -> None:
    """Case, inflection, ligatures, composed or decomposed accents, soft hyphens, dots in abbreviations."""
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("the of and it's", []),
        ("us and US", ["us"]),
        ("a) x's b", []),
        ("7.42 metres, 12 October", ["7.42", "metr", "12", "octob"]),
        ("½ ①", ["1⁄2", "1"]),
        ("boats and boats", ["boat", "boat"]),
        ("abc漢字の本def", ["abc", "漢字", "字の", "の本", "def"]),
        ("猫", ["猫"]),
        ("人々", ["人々"]),
        ("हिन्दी", ["हिन्दी"]),
        ("snake_case", ["snake_cas"]),
    ],
)
def test_terms_are_content_words_in_reading_order(text: str, expected: list[str]) -> None:
    """Stop words and lone letters carry no topic; scripts without blanks give pairs."""
    assert terms(text) == expected


def test_words_stand_where_they_say() -> None:
    """An accent or a joiner belongs to its word, and an apostrophe inside of one does."""
    text = "The keeper’s cafe\u0301, U.S. 1,000 co\u00adop 😀 rock-pool"

    found = words(text)

    assert [word for word, _, _ in found] == [
        *("The", "keeper’s", "cafe\u0301", "U.S.", "1,000", "co\u00adop", "rock", "pool")
    ]
    assert all(text[start:end] == word for word, start, end in found)


def test_stop_words_are_told_in_any_case_but_for_the_country() -> None:
    """ "US" in capitals is a country."""
    assert is_stop_word("The")
    assert is_stop_word("don’t")
    assert not is_stop_word("US")
    assert not is_stop_word("tide")


@given(st.text(max_size=80))
def test_any_text_gives_terms_that_a_blank_can_join(text: str) -> None:
    """Engines are given terms joined by blanks, and take them apart again at blanks."""
    found = terms(text)

    assert " ".join(found).split() == found
    assert all(0 < len(term) <= 128 for term in found)


@given(st.text(st.characters(max_codepoint=0x2FFF, exclude_categories=["Cs"]), max_size=40))
def test_composed_and_decomposed_text_have_the_same_terms(text: str) -> None:
    """Wherever normalisation is at home: the same letters, the same terms."""
    composed = unicodedata.normalize("NFC", text)

    assert terms(unicodedata.normalize("NFD", composed)) == terms(composed)


def test_long_runs_take_linear_room() -> None:
    """A megabyte without a blank is one term of bounded length; a thousand characters of Japanese are pairs."""
    assert [len(term) for term in terms("x" * 1_000_000)] == [128]
    assert [len(term) for term in terms("7" * 1_000_000)] == [128]
    assert len(terms("漢" * 1000)) == 999


def test_terms_may_be_taken_from_many_threads() -> None:
    """A stemmer is not safe to share, so each thread has one."""
    texts = [f"running{i} boats sailing quickly{i}" for i in range(300)]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(terms, texts))

    assert found == [terms(text) for text in texts]


def test_a_change_of_the_terms_is_a_change_of_the_schema() -> None:
    """Indexes hold terms: when this fails, raise SCHEMA, and only then write down the new digest."""
    text = " ".join(
        [*(document.text for document in DOCUMENTS), "U.S. 1,000 3.14 x's café ﬁn 漢字の本 สวัสดี snake_case Sept"]
    )

    digest = hashlib.sha256(" ".join(terms(text)).encode()).hexdigest()[:12]

    assert (SCHEMA, digest) == ("7", "894b4d074638")
