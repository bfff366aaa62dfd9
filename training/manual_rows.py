"""Puts the examples that were made of manuals among the training rows."""

from pathlib import Path

from training.manuals import read_examples
from training.rows import Pool, Row


def add_manuals(pool: Pool, folder: Path) -> None:
    """Add every window of ``folder``'s examples as a text of its own, read whole: ``manuals`` of both kinds.

    A window whose answer is too long for a highlight teaches the "answers" head alone; all of it stands for its answer.

    Raises:
        OSError: `training.manuals` has written no examples there.
    """
    answered: list[Row] = []
    refused: list[Row] = []
    for number, example in enumerate(read_examples(folder)):
        key = f"manuals/{number}"
        pool.texts[key], pool.titles[key] = example.text, example.title
        marked = example.start < example.end
        places = ((example.start, example.end) if marked else (0, len(example.text)),) if example.answers else ()
        row = Row(example.question, key, places, span=marked)
        (answered if example.answers else refused).append(row)
    pool.answered["manuals"], pool.refused["manuals"] = answered, refused
