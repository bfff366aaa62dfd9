import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qa.evaluation.report.grounding import MEANING
from qa.grounding.check import GivenQuote, Grounding, GroundingLabel, check
from qa.grounding.verbatim import Piece, SearchedSources, Source
from tests.evaluation.kit import check_cli

LAMP = Source(
    "lamp", "The lamp was moved to the lower gallery in 1911, because fog hid the upper one. It’s still there."
)
BOATS = Source("boats", "Four boats were lost in October. The owners of the fleet paid for the move of the lamp.")
SOURCES = (LAMP, BOATS)


@dataclass(frozen=True)
class FixedScorer:
    """Supports everything equally."""

    score: float = 0.0
    threshold: float = 0.5

    def over(self, texts: Sequence[str]) -> "FixedScorer":
        assert texts
        return self

    def support(self, claim: str, numbers: Sequence[int]) -> float:
        assert claim
        assert numbers
        return self.score

    def closest(self, claim: str, numbers: Sequence[int], count: int) -> list[str]:
        assert claim
        return [SOURCES[number].text for number in numbers][:count]


def find(quote: str, source: Source) -> tuple[Piece, ...] | None:
    return SearchedSources([source]).find(quote)[0]


def checked(answer: str, score: float = 0.0, quotes: Sequence[GivenQuote] = ()) -> Grounding:
    return check(answer, SOURCES, FixedScorer(score), quotes)


def verdicts(answer: str, score: float = 0.0) -> list[GroundingLabel]:
    return [item.verdict for item in checked(answer, score).sentences]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Four boats were lost in October [2].", "exact"),
        ("Four boats were lost in October. [2]", "exact"),
        ("As it says, “Four boats were lost in October” [2].", "exact"),
        ('It says: "The lamp … lower gallery in 1911" [1].', "exact"),
        ("It's still there [1].", "exact"),  # a straight apostrophe for a curly one
        ("Four boats were lost in October [1].", "misattributed"),
        ("It says “fog hid the upper one” [2].", "misattributed"),
        ("It says “four boats hid the upper one” [2].", "fabricated"),
        ("It says “The lamp was lost in October” [2].", "spliced"),
        ("The lamp was moved and boats were missing in October [1].", "unsupported"),
        ("The lamp was moved to the lower gallery of the fleet paid for the move [1].", "spliced"),
        ("It says “the lamp was moved by whales” [1].", "fabricated"),
        ("The light was shifted downwards [1].", "unsupported"),
        ("Four boats were lost in October.", "uncited"),
        ("Four boats were lost in October [9].", "uncited"),
        ("The “new” lamp shone [1].", "unsupported"),  # one word in quotation marks is a term, not a quote
    ],
)
def test_each_sentence_gets_the_verdict_it_deserves(answer: str, expected: GroundingLabel) -> None:
    """Exact, misattributed, spliced, fabricated and uncited are found by looking, never by likeness."""
    assert verdicts(answer) == [expected]


def test_other_words_are_a_paraphrase_where_the_scorer_is_sure() -> None:
    """Only then is an estimate needed, and it is shown."""
    (sentence,) = checked("The light was shifted downwards [1].", score=0.8).sentences

    assert (sentence.verdict, sentence.support, sentence.cited) == ("paraphrase", 0.8, ("lamp",))
    assert checked("The light was shifted downwards [1].", score=0.8).grounded
    assert not checked("The light was shifted downwards [1].", score=0.4).grounded


def test_a_fabricated_quote_is_not_saved_by_likeness() -> None:
    """What stands between quotation marks must stand in the source, however alike it sounds."""
    assert verdicts("It says “the lamp was relocated downstairs” [1].", score=1.0) == ["fabricated"]


def test_the_worst_of_several_quotes_decides() -> None:
    """One invented quote in a sentence is enough."""
    assert verdicts("“Four boats were lost” [2] and “all crews were saved” [2].") == ["fabricated"]


def test_pieces_show_where_the_words_stand() -> None:
    """Anyone can look them up."""
    (sentence,) = checked("Four boats were lost in October [2].").sentences

    assert sentence.pieces == (Piece("boats", 0, 31),)
    assert BOATS.text[0:31] == "Four boats were lost in October"


def test_markers_may_be_lists_ranges_and_ids() -> None:
    """[1, 2], [1-2] and [^1] are all in use; a number may also be the source's id."""
    cited = [item.cited for item in checked("A thing [1, 2]. Another [1-2]. Third [^1].").sentences]
    by_id = check("A thing [7].", (Source("7", "x"), Source("1", "y")), FixedScorer()).sentences[0].cited

    assert cited == [("lamp", "boats"), ("lamp", "boats"), ("lamp",)]
    assert by_id == ("7",)


def test_quotes_given_beside_the_answer_are_checked_too() -> None:
    """With the source they name, or any where they name none."""
    quotes = [
        GivenQuote("fog hid the upper one", "lamp"),
        GivenQuote("fog hid the upper one", "boats"),
        GivenQuote("fog hid the upper one"),
        GivenQuote("fog hid nothing at all"),
    ]

    found = checked("", quotes=quotes).quotes

    assert [item.verdict for item in found] == ["exact", "misattributed", "exact", "fabricated"]


def test_words_are_found_at_word_borders_only() -> None:
    """ "art" does not stand in "party"."""
    assert find("art", Source("s", "the party")) is None
    assert find("the party", Source("s", "the  \n party.")) == (Piece("s", 0, 12),)
    assert find("?!", Source("s", "what?!")) is None
    assert find("“", Source("s", "“what?”")) is None
    assert find("“\u2003", Source("s", "“what?”")) is None


def test_an_ellipsis_keeps_the_order() -> None:
    """Leaving out is honest; turning round is not."""
    assert find("lower gallery [...] upper one", LAMP) is not None
    assert find("upper one ... lower gallery", LAMP) is None


words = st.lists(st.text(alphabet="abCé日ﬁ0👩‍‘’“”–-,.(", min_size=1, max_size=5), min_size=1, max_size=8)
blanks = st.sampled_from([" ", "  ", "\n", "\r\n", "\t", "\u00a0"])


@given(words, st.data())
def test_whatever_is_cut_from_a_source_at_blanks_is_found_in_it(parts: list[str], data: st.DataObject) -> None:
    """And what is found is no other words, whatever stands between them."""
    text = "".join(part + data.draw(blanks) for part in parts)
    start = data.draw(st.integers(0, len(parts) - 1))
    cut = " ".join(parts[start : data.draw(st.integers(start + 1, len(parts)))])
    assume(any(sign.isalnum() for sign in cut) and "..." not in cut)

    pieces = find(cut, Source("s", text))

    assert pieces is not None
    assert _letters(text[pieces[0].start : pieces[0].end]) == _letters(cut)


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


@given(st.text(alphabet="ab ", max_size=30), st.text(alphabet="abc ", max_size=30), st.integers(1, 3))
def test_runs_are_words_that_stand_together(source: str, text: str, shortest: int) -> None:
    """Every run is at least so long, and stands in the source exactly where it says."""
    found = SearchedSources([Source("s", source)]).runs(text, shortest)

    assert 0 <= found.covered <= 1
    for piece in found.pieces:
        words = source[piece.start : piece.end].split()
        assert len(words) >= shortest
        assert f" {' '.join(words)} " in f" {' '.join(text.split())} "


ROWS = [
    {"id": "a", "answer": "Four boats were lost in October [1].", "sources": [{"id": "b", "text": BOATS.text}]},
    {"id": "b", "response": "It says “boats of gold” [1].", "retrieved_contexts": [BOATS.text, LAMP.text]},
    {
        "id": "c",
        "answer": "Fog hid it [1].",
        "citations": [{"number": 1, "quote": "Fog hid it", "document_id": "d", "start": 0, "end": 10}],
    },
    {"id": "d", "text": "", "sources": [BOATS.text], "quotes": ["Four boats", {"quote": "Five boats", "id": "1"}]},
]


def test_answers_are_read_in_the_usual_shapes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Our own answers, RAGAS rows, texts with sources: one table for all."""
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in ROWS))

    code = check_cli(FixedScorer(), path, "--json")

    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert found["answers"] == 4
    assert found["sentences"] == {"exact": 2, "fabricated": 1}
    assert found["quotes"] == {"exact": 1, "fabricated": 1}
    assert [row["grounded"] for row in found["rows"]] == [True, False, True, False]
    assert found["grounded"] == 0.5


def test_the_table_shows_what_is_not_grounded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its verdict; --strict makes it a gate."""
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in ROWS))

    code = check_cli(FixedScorer(), path, "--strict")

    text = capsys.readouterr().out
    assert code == 1
    assert "2 of 4 answers are grounded" in text
    assert "b: fabricated: It says “boats of gold” [1]." in text
    assert all(name in text for name in MEANING)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "holds no answer"),
        ('{"answer": "x"}', "answers.jsonl:1: no sources are given"),
        ('{"sources": ["x"]}', 'answers.jsonl:1: "answer" is missing'),
        ("[]", "must be a JSON object"),
    ],
)
def test_a_faulty_file_is_our_error_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, complaint: str
) -> None:
    """With file and line."""
    path = tmp_path / "answers.jsonl"
    path.write_text(content)

    code = check_cli(FixedScorer(), path)

    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert complaint in said.err


@given(st.text(alphabet="a1 \t\n\u00a0\u2003\u200b“”‘«»\"'.…[]()-—", max_size=12))
def test_any_answer_can_be_checked(text: str) -> None:
    """Stray marks, blanks of every width, and nothing at all."""
    found = checked(text, quotes=[GivenQuote(text)])

    assert len(found.quotes) == 1


def test_what_differs_is_said_in_plain_words() -> None:
    """Of a sentence in other words; a verbatim one has nothing to explain."""
    found = checked(
        "Only the lamp was moved to the upper gallery in 1911 [1]. Four boats were lost in October [2].", 1.0
    )

    assert found.sentences[0].verdict == "paraphrase"
    assert "says “Only”, which the cited text does not".lower() in [r.lower() for r in found.sentences[0].reasons]
    assert found.sentences[1].reasons == ()


def test_reasons_are_looked_for_in_so_many_sentences_and_no_more() -> None:
    """Answers come from anybody, and each reason takes time."""
    found = checked(" ".join(f"Only the lamp moved to gallery {number} [1]." for number in range(220)), 1.0)

    assert [bool(sentence.reasons) for sentence in found.sentences] == [True] * 200 + [False] * 20
