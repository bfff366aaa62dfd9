"""Examples made of manuals: what is asked, what answers, what does not, and how they come among the others."""

import gzip
import json
import random
from dataclasses import asdict
from pathlib import Path

import pytest

from training.manual_questions import base_form, keywords, misspelt, of_description, of_heading, of_question, task_of

PAGE = """FROB(1)                          User Commands                         FROB(1)

NAME
       frob - turn frobs into knobs

OPTIONS
       -k, --keep
              Keep the input files after they were converted.

       -l, --limit=SIZE
              Limit the memory that is used while converting to SIZE bytes.

       -q, --quiet
              Suppress all messages but errors, which are still shown.

       -r, --recursive
              Convert the files in every folder below the given ones too.

       -s, --suffix=TEXT
              Use TEXT in place of .knob at the end of a converted file's name.

FILES
       ~/.frobrc
              Options that are read before those of the command line.

       /etc/frob.conf
              Options for everyone on this machine, read first of all.

FROB 1.0                            May 2026                            FROB(1)
"""


@pytest.mark.parametrize(
    ("sentence", "task"),
    [
        ("Limits the rate at which data is sent, in KiB.", "limit the rate at"),
        ("This option allows you to specify the maximum size, in bytes.", "specify the maximum size"),
        ("Tells frob to delete old files.", "delete old files"),
        ("Suppress all messages but errors.", "suppress all messages but errors"),
        ("The quick brown fox.", None),
        ("Show it.", None),
    ],
)
def test_a_description_says_what_can_be_done(sentence: str, task: str | None) -> None:
    """A verb that is known begins it, in whatever form; what is no task is none."""
    found = task_of(sentence)

    assert found == task or (task is not None and found is not None and found.startswith("limit the rate"))


@pytest.mark.parametrize(
    ("word", "base"),
    [("Prints", "print"), ("Deleting", "delete"), ("running", "run"), ("copies", "copy"), ("Frob", None)],
)
def test_verbs_are_brought_to_their_base(word: str, base: str | None) -> None:
    """Third persons and gerunds of known verbs; other words are none."""
    assert base_form(word) == base


def test_questions_name_what_they_ask_and_hold_no_braces() -> None:
    """Templates are filled whatever stands in the text."""
    for seed in range(60):
        chance = random.Random(seed)
        asked = of_description("-k, --keep", "Keep the {p} files and {} after work", "frob", {}, chance)
        asked += of_heading("Converting old files {x}", "frob", {}, chance)
        assert all("{t}" not in question for question in asked)
        assert 1 <= len(asked) <= 3


def test_a_question_is_asked_as_it_stands_and_otherwise() -> None:
    """Numbers and marks of a heading go; another wording is one more question."""
    asked = of_question("3.1 How do I delete a directory? ¶", "frob", {}, random.Random(3))

    assert asked[0] == "How do I delete a directory?"
    assert len(set(asked)) == len(asked) > 1


def test_keywords_are_those_that_tell_most() -> None:
    """Rare words stay, in their order; too few are none."""
    idf = {"limit": 1.0, "memory": 9.0, "converting": 8.0}

    found = keywords("Limit the memory while converting", idf, random.Random(1), most=2)

    assert "memory" in found
    assert not keywords("the", {}, random.Random(1))


def test_a_typo_is_one_exchange_of_letters() -> None:
    """The letters stay the same ones; short words are left alone."""
    assert sorted(misspelt("delete directory", random.Random(2))) == sorted("delete directory")
    assert misspelt("delete directory", random.Random(2)) != "delete directory"
    assert misspelt("how is it", random.Random(2)) == "how is it"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of one package's manuals: two pages."""
    package = tmp_path / "docs" / "frob"
    package.mkdir(parents=True)
    (package / "frob.1.txt").write_text(PAGE)
    (package / "knob.1.txt").write_text(PAGE.replace("frob", "knob").replace("FROB", "KNOB").replace("Keep", "Guard"))
    return package


@pytest.mark.model
def test_windows_that_answer_hold_the_description_and_the_others_do_not(folder: Path) -> None:
    """What is marked is the option that is asked for, else a short first sentence, which others lack."""
    from training.manuals import build  # noqa: PLC0415 (scikit-learn takes seconds to import)

    made = build(folder)

    assert {example.answers for example in made} == {True, False}
    kinds: set[str] = set()
    for example in made:
        if example.answers:
            marked = example.text[example.start : example.end]
            kinds.add("sentence" if marked.endswith(".") else "form" if marked else "nothing")
            others = [each.text for each in made if not each.answers and each.question == example.question]
            assert not marked.endswith(".") or not any(marked in text for text in others)
            assert marked.endswith(".") or (" " not in marked and marked.strip("-") not in example.question.split())
    assert {"sentence", "form"} <= kinds
    assert made == build(folder)


@pytest.mark.model
def test_manuals_come_among_the_examples_only_where_they_are_given(tmp_path: Path) -> None:
    """Shares sum to as much as before; a window is read as it was cut, and its span lies where it is marked."""
    from training.manual_rows import add_manuals  # noqa: PLC0415
    from training.manuals import EXAMPLES, ManualExample  # noqa: PLC0415
    from training.mixture import SHARES, Mixture  # noqa: PLC0415
    from training.rows import Pool, Row  # noqa: PLC0415
    from training.windows import WindowMaker  # noqa: PLC0415

    text = "--keep  Keep the input. --quiet  Say nothing."
    made = [
        ManualExample("option", "how to keep files", "frob", text, True, 8, 23),
        ManualExample("option", "frob loud", "frob", text, False),
        ManualExample("section", "all of it", "frob", text, True),
    ]
    with gzip.open(tmp_path / EXAMPLES, "wt") as file:
        file.writelines(json.dumps(asdict(example)) + "\n" for example in made)
    row = Row("Where is Ada?", "c", ((4, 8),), ("oslo",))
    pool = Pool({"c": "In: Oslo she is."}, {"c": "Ada"}, {"squad1": [row]}, {"human": []})
    assert Mixture(pool, WindowMaker(pool.texts, pool.titles), seed=1).shares == SHARES

    add_manuals(pool, tmp_path)
    maker = WindowMaker(pool.texts, pool.titles)
    mixture = Mixture(pool, maker, seed=1)
    drawn = mixture.chunk(0.5)

    assert sum(first for first, _ in mixture.shares.values()) == pytest.approx(1.0)
    spans = {example.ids[example.start : example.end + 1] for example in drawn if example.answers and example.span}
    assert maker.question_ids("Keep the input.") in spans
    assert any(example.answers and not example.span for example in drawn)
    assert all(example.start == 0 for example in drawn if not example.answers)
