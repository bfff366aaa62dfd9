"""What ties the seeds to the article they retell: nothing copied, and a gold set that points into it."""

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.prose import PROSE_LIMIT
from qa.evaluation.loading.gold import load_gold
from tests.gold_rows import ORIGINAL_GOLD, ROOT, evidence_of, read_document, read_rows

OVERLAP = ROOT / "bench" / "seed_overlap.py"
ORIGINAL = read_rows(ORIGINAL_GOLD)


@pytest.fixture
def original() -> Path:
    """The file that the seeds retell; it is not ours to ship."""
    named = os.environ.get("QA_TEST_SEEDS")
    if not named:
        pytest.skip("QA_TEST_SEEDS does not name the original article, which is not part of this repository")
    return Path(named)


@dataclass(frozen=True, slots=True)
class Checked:
    code: int
    lines: list[str]


def check_overlap(*paths: Path) -> Checked:
    done = subprocess.run([sys.executable, OVERLAP, *paths], capture_output=True, text=True, timeout=60, check=False)
    return Checked(done.returncode, done.stdout.splitlines())


@pytest.mark.parametrize(
    ("ours", "runs"),
    [
        ("One two three four five six seven.", []),
        ("Well: ONE two, three\nfour – five six seven eight?", ["one two three four five six seven eight"]),
        ("one two three four five six seven eight nine", ["one two three four five six seven eight nine"]),
        ("one two three four and five six seven eight nine", []),
        ("The depressing truth about TikTok's impending ban", []),
        (
            "Read the depressing truth about TikTok's impending ban",
            ["read the depressing truth about tiktok s impending"],
        ),
    ],
    ids=["seven", "eight", "nine", "parted", "headline", "headline in a copied sentence"],
)
def test_the_overlap_check_reports_each_longest_run_of_eight_words(tmp_path: Path, ours: str, runs: list[str]) -> None:
    """Case, punctuation and line breaks hide nothing, and only the headline alone is excused."""
    theirs, telling = tmp_path / "original.txt", tmp_path / "ours.md"
    theirs.write_text(
        "One two three four five six seven eight nine. Read the depressing truth about TikTok’s impending ban.",
        encoding="utf-8",
    )
    telling.write_text(f"# Ours\n\n{ours}\n", encoding="utf-8")

    checked = check_overlap(theirs, telling)

    assert checked.code == (1 if runs else 0)
    if runs:
        assert [line.split(": ", 1)[0] for line in checked.lines] == [f"{telling}:3"] * len(runs)
        assert [line.split(": ", 1)[1] for line in checked.lines] == runs


def test_the_overlap_check_says_what_it_cannot_read(tmp_path: Path) -> None:
    """A wrong path is our caller's mistake (2), never a telling that copies nothing (0)."""
    assert check_overlap(tmp_path / "nowhere.txt").code == 2


def test_the_seeds_copy_no_eight_words(original: Path) -> None:
    """Our telling, its questions, and the questions about the original share no run of eight words with it."""
    checked = check_overlap(original)

    assert (checked.code, len(checked.lines)) == (0, 1), checked.lines


def test_the_questions_about_the_original_do_not_repeat_it() -> None:
    """Its evidence is places and hashes, and an answer is three words at most."""
    for row in ORIGINAL:
        assert all(item.keys() == {"doc", "start", "end", "sha256"} for item in evidence_of(row)), row["id"]
        assert all(len(answer.split()) <= 3 for answer in row["answers"]), row["id"]


def test_every_place_in_the_original_has_its_hash(original: Path) -> None:
    """Offsets are code points, and what stands there is the quote that was meant, with its answers in it."""
    text = original.read_bytes().decode()

    for row in ORIGINAL:
        quotes = [text[item["start"] : item["end"]] for item in evidence_of(row)]

        assert [hashlib.sha256(quote.encode()).hexdigest() for quote in quotes] == [
            item["sha256"] for item in evidence_of(row)
        ], row["id"]
        assert all(quote == quote.strip() and 0 < len(quote) <= PROSE_LIMIT for quote in quotes), row["id"]
        assert all(any(answer in quote for quote in quotes) for answer in row["answers"]), row["id"]


def test_why_project_texas_mattered_needs_both_places_of_the_original(original: Path) -> None:
    """Each of its two groups of evidence is one of the two places of the article that name the project."""
    text = original.read_bytes().decode()
    row = next(row for row in ORIGINAL if row["text"] == "why did Project Texas matter?")

    quotes = [[text[item["start"] : item["end"]] for item in group] for group in row["evidence_groups"]]

    assert text.count("Project Texas") == len(quotes) == 2
    assert all("Project Texas" in quote for group in quotes for quote in group)


def test_the_questions_about_the_original_load_outside_its_boilerplate(original: Path) -> None:
    """The evaluation finds every place, and our reader takes none of them for boilerplate."""
    document = read_document(original)

    loaded = load_gold(ORIGINAL_GOLD, [document])

    places = [(query.id, evidence.span) for query in loaded.queries for evidence in query.gold]
    boilerplate = [
        (name, block.why)
        for name, span in places
        for block in document.content.of_kind("boilerplate")
        if block.span.overlaps(span)
    ]
    assert len(loaded.queries) == len(ORIGINAL)
    assert boilerplate == []
