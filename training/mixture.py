"""What is trained on and in which shares: an endless, seeded stream of batches of like lengths."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch

from training.changes import Range, of_something_else, of_what_was_asked
from training.overlap import shared
from training.rows import Pool, Row
from training.windows import WINDOW_TOKENS, Example, Head, WindowMaker

# Shares at the beginning and at the end of a run; between them they move in a line. Spans come first, since the
# encoder was made for whole sentences; questions that people wrote to look answerable come more often later, each
# always with as many answerable ones of the same sort, so that a question's style says nothing. Nor shall shared words:
# answerable questions that share few with the text, and paragraphs that share many and do not answer, come more often.
SHARES: dict[str, tuple[float, float]] = {
    "answered/squad1": (0.22, 0.18),
    "answered/squad1_dev13": (0.02, 0.02),
    "answered/squad2": (0.08, 0.11),
    "answered/qed": (0.03, 0.03),
    "answered/tsqa": (0.01, 0.015),
    "answered/qamr": (0.02, 0.01),
    "answered/fairytaleqa": (0.03, 0.03),
    "answered/selqa": (0.015, 0.02),
    "answered/tatqa": (0.005, 0.005),
    "answered/friendsqa": (0.01, 0.005),
    "reworded/squad1": (0.14, 0.12),  # asked in other words than those around the answer
    "reworded/squad2": (0.02, 0.02),
    "reworded/qed": (0.02, 0.02),
    "refused/human": (0.12, 0.15),
    "refused/near_miss": (0.06, 0.04),
    "alike/near_miss": (0.06, 0.05),  # paragraphs that share the question's words
    "refused/altered": (0.04, 0.04),
    "refused/other_name": (0.01, 0.01),
    "refused/other_article": (0.05, 0.05),
    "refused/dates": (0.005, 0.005),
    "elsewhere/squad1": (0.03, 0.03),  # another window of the paragraph that answers
    "elsewhere/squad2": (0.01, 0.02),
    "elsewhere/qed": (0.015, 0.015),
    "elsewhere/fairytaleqa": (0.01, 0.015),
    "silenced/squad1": (0.03, 0.03),  # the window that answers, without the sentence that does
    "silenced/squad2": (0.01, 0.01),
    "changed/squad1": (0.06, 0.06),  # one detail that was asked about turned into another
    "changed/squad2": (0.015, 0.015),
    "kept/squad1": (0.04, 0.04),  # one detail turned that was not asked about
    "kept/squad2": (0.01, 0.01),
}
# What manuals take of all examples where they are given, the rest keeping its proportions; "silent" do not answer.
MANUAL_SHARES: dict[str, tuple[float, float]] = {"whole/manuals": (0.11, 0.12), "silent/manuals": (0.12, 0.13)}
CHUNK = 2048  # examples drawn at once, then batched by length
TITLED = 0.7  # share of the examples that name their context's title, as documents may have none
REWORDED = 0.5  # of the question's words at most stand around the answer of a reworded one
ALIKE = 0.6  # of the question's words at least stand in a paragraph that is alike and does not answer
LONGEST_CUT = 240  # tokens of a window that was cut before
AROUND = 150  # code points on either side of an answer


@dataclass(frozen=True)
class Batch:
    """Padded arrays of one micro-batch; shapes as in `model.Reader`; a start of -100 is not learned from."""

    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    start: torch.Tensor
    end: torch.Tensor
    answers: torch.Tensor

    def __len__(self) -> int:
        return int(self.ids.shape[0])


class Mixture:
    """Draws examples; its state is one number per source, so that a run can be resumed."""

    def __init__(self, pool: Pool, maker: WindowMaker, seed: int, cursors: dict[str, int] | None = None) -> None:
        self.maker = maker
        self.seed = seed
        self.shares = _shares(bool(pool.answered.get("manuals")))
        self.cursors = dict.fromkeys(self.shares, 0) | (cursors or {})
        self._rows = {name: _rows_of(pool, name) for name in self.shares}
        self._orders: dict[tuple[str, int], list[int]] = {}

    def chunk(self, progress: float) -> list[Example]:
        """Draw ``CHUNK`` examples with the shares that belong to ``progress`` (0..1) of the run."""
        chance = random.Random(f"{self.seed}/{sum(self.cursors.values())}")
        names = [name for name in self.shares if self._rows[name]]
        ends = [self.shares[name] for name in names]
        weights = [first + (last - first) * progress for first, last in ends]
        drawn: list[Example] = []
        while len(drawn) < CHUNK:
            name = chance.choices(names, weights)[0]
            example = self._draw(name, chance)
            if example is not None:
                drawn.append(example)
        return drawn

    def _draw(self, name: str, chance: random.Random) -> Example | None:
        rows = self._rows[name]
        epoch, place = divmod(self.cursors[name], len(rows))
        if (name, epoch) not in self._orders:
            order = list(range(len(rows)))
            random.Random(f"{self.seed}/{name}/{epoch}").shuffle(order)
            self._orders[name, epoch] = order
        self.cursors[name] += 1
        row = rows[self._orders[name, epoch][place]]
        head = self.maker.head(row.question, row.context if chance.random() < TITLED else None)
        kind = name.split("/")[0]
        if kind in ("whole", "silent"):
            return self._as_cut(row, head)
        if kind in ("refused", "alike", "elsewhere"):
            return self._refused(row, head, chance)
        answer = self.maker.tokens(row.context).token_range(*chance.choice(row.answers))
        window = self.maker.window_around(row.context, answer, chance) if answer else None
        if window is None or answer is None:
            return None
        if kind == "silenced":
            return self._silenced(row, head, window, answer)
        if kind in ("changed", "kept"):
            return self._changed(row, head, window, answer, chance, kind == "kept")
        return self.maker.answered(head, row.context, window, answer, row.span)

    def _as_cut(self, row: Row, head: Head) -> Example | None:
        """A window that was cut before, as it is; None where it is empty or too long."""
        tokens = self.maker.tokens(row.context)
        window = (0, len(tokens.ids))
        if not 0 < window[1] <= LONGEST_CUT:
            return None
        if not row.answers:
            return self.maker.refused(head, row.context, window)
        answer = tokens.token_range(*row.answers[0])
        return self.maker.answered(head, row.context, window, answer, row.span) if answer else None

    def _changed(
        self, row: Row, head: Head, window: Range, answer: Range, chance: random.Random, kept: bool
    ) -> Example | None:
        """A window around the answer with one detail changed: one that was asked about, or one that was not."""
        sentence = self.maker.sentences_of(row.context, answer)
        within = self.maker.range_of(row.context, sentence)
        said = self.maker.range_of(row.context, answer)
        text = self.maker.texts[row.context]
        if not kept:
            change = of_what_was_asked(text, within, said, row.question, chance)
        else:
            all_sentences = self.maker.tokens(row.context).sentences
            others = [s for s in all_sentences if window[0] <= s[0] and s[1] <= window[1] and not _meet(s, sentence)]
            places = [self.maker.range_of(row.context, other) for other in others]
            change = of_something_else(text, within, places, said, row.question, chance)
        if change is None:
            return None
        return self.maker.changed(head, row.context, window, change, answer if kept else None, row.span)

    def _silenced(self, row: Row, head: Head, window: Range, answer: Range) -> Example | None:
        """A window around the answer without the sentences that hold it."""
        cut = self.maker.sentences_of(row.context, answer)
        rest = [part for part in ((window[0], cut[0]), (cut[1], window[1])) if part[0] < part[1]]
        left = " ".join(self.maker.text_of(row.context, part) for part in rest).lower()
        if not left or any(word in left for word in row.taboo):
            return None
        return self.maker.refused(head, row.context, window, cut)

    def _refused(self, row: Row, head: Head, chance: random.Random) -> Example | None:
        """A window that does not answer: mostly the one nearest in words, as a retriever would bring it."""
        limit = chance.randint(60, WINDOW_TOKENS)
        windows = self.maker.all_windows(row.context, limit)
        texts = {window: self.maker.text_of(row.context, window).lower() for window in windows}
        windows = [window for window in windows if not any(word in texts[window] for word in row.taboo)]
        if not windows:
            return None
        nearest = max(windows, key=lambda window: shared(row.question, texts[window]))
        window = nearest if chance.random() < 0.75 else chance.choice(windows)
        return self.maker.refused(head, row.context, window)


def _shares(manuals: bool) -> Mapping[str, tuple[float, float]]:
    """Return what each source gives at the beginning and at the end, with manuals or without."""
    if not manuals:
        return SHARES
    rest = tuple(1 - sum(share[i] for share in MANUAL_SHARES.values()) for i in (0, 1))
    total = tuple(sum(share[i] for share in SHARES.values()) for i in (0, 1))
    scale = tuple(rest[i] / total[i] for i in (0, 1))
    return {name: (first * scale[0], last * scale[1]) for name, (first, last) in SHARES.items()} | MANUAL_SHARES


def _rows_of(pool: Pool, name: str) -> list[Row]:
    kind, source = name.split("/")
    rows = (pool.refused if kind in ("refused", "alike", "silent") else pool.answered).get(source, [])
    if kind == "reworded":
        return [row for row in rows if shared(row.question, _around_answer(pool, row)) <= REWORDED]
    if kind == "alike":
        return [row for row in rows if shared(row.question, pool.texts[row.context]) >= ALIKE]
    return rows


def _meet(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _around_answer(pool: Pool, row: Row) -> str:
    start, end = row.answers[0]
    return pool.texts[row.context][max(0, start - AROUND) : end + AROUND]


def collate(examples: list[Example]) -> Batch:
    """Pad examples to the longest of them, rounded up to a multiple of 8."""
    longest = max(len(example.ids) for example in examples)
    length = (longest + 7) // 8 * 8
    ids = np.zeros((len(examples), length), dtype=np.int64)
    mask, types = np.zeros_like(ids), np.zeros_like(ids)
    for row, example in enumerate(examples):
        ids[row, : len(example.ids)] = example.ids
        mask[row, : len(example.ids)] = 1
        types[row, example.title_from : len(example.ids)] = 1
    start = [example.start if example.span or not example.answers else -100 for example in examples]
    end = [example.end if example.span or not example.answers else -100 for example in examples]
    answers = torch.tensor([float(example.answers) for example in examples])
    padded = (torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(types))
    return Batch(*padded, start=torch.tensor(start), end=torch.tensor(end), answers=answers)


def steps(examples: list[Example], tokens: int, micro: int, chance: random.Random) -> Iterator[list[Batch]]:
    """Yield optimiser steps: micro-batches of like lengths, together about ``tokens`` padded tokens."""
    ordered = sorted(examples, key=lambda example: (len(example.ids), example.ids))
    groups: list[list[Example]] = []
    current: list[Example] = []
    for example in ordered:
        if current and (len(current) + 1) * len(example.ids) > tokens // micro:
            groups.append(current)
            current = []
        current.append(example)
    groups.append(current)
    chance.shuffle(groups)  # a step then mixes lengths, and so kinds of questions
    for first in range(0, len(groups), micro):
        yield [collate(group) for group in groups[first : first + micro]]
