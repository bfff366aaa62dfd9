"""Measures a reader on squad2: spans, answers or not on the own paragraph, and against near-miss paragraphs."""

import random
import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.mixture import collate
from training.model import USE_BFLOAT16, Reader
from training.rows import read_lines
from training.windows import Example, WindowMaker

SPAN_TOKENS = 30  # longest highlight
EVAL_WINDOW = 100  # tokens of context


@dataclass(frozen=True)
class Reading:
    """What a reader says of one question over one paragraph: the best of its windows, by each score."""

    text: str  # the best span by span score
    span: float  # best start + end logits, minus the null answer's
    answers: float  # logit of the "answers" head

    @property
    def both(self) -> float:
        return self.span / 2 + self.answers


@dataclass(frozen=True)
class Case:
    """A question over a paragraph, with its human answers (none: it does not answer)."""

    question: str
    key: str
    answers: tuple[str, ...]


class Benchmark:
    """A fixed sample of squad2's questions of one fold, each over its own paragraph, and near misses."""

    def __init__(self, data: Path, fold: str, questions: int, near: int) -> None:
        corpus = list(read_lines(data / "squad2" / "corpus.jsonl"))
        queries = [q for q in read_lines(data / "squad2" / "queries.jsonl") if q["metadata"].get("fold") == fold]
        random.Random(5).shuffle(queries)
        own = [q for q in queries if q["metadata"].get("source_doc_id")]
        self.own = [Case(q["text"], q["metadata"]["source_doc_id"], tuple(q["answers"])) for q in own[:questions]]
        self.near = _near_misses([q for q in own if q["answerable"]][:near], corpus)
        self.maker = WindowMaker(
            {row["id"]: row["text"] for row in corpus}, {row["id"]: row["title"] for row in corpus}
        )

    def run(self, reader: Reader) -> dict[str, float]:
        """Return F1 of the best span and AUROC by each score, on the own paragraph and against near misses."""
        readings = read(reader, self.maker, self.own)
        gold = [case.answers for case in self.own]
        answerable = [bool(answers) for answers in gold]
        f1 = [word_f1(r.text, answers) for r, answers in zip(readings, gold, strict=True) if answers]
        result = {"f1": float(np.mean(f1))}
        for name in ("span", "answers", "both"):
            result[f"auroc_{name}"] = auroc([getattr(r, name) for r in readings], answerable)
        near = read(reader, self.maker, self.near)
        for name in ("span", "answers", "both"):
            result[f"near_auroc_{name}"] = auroc([getattr(r, name) for r in near], [bool(c.answers) for c in self.near])
        return {name: round(value, 4) for name, value in result.items()}


def _near_misses(queries: Sequence[dict[str, Any]], corpus: Sequence[dict[str, Any]]) -> list[Case]:
    """Pair each question's own paragraph with the lexically closest other one of its article without the answer."""
    texts = {row["id"]: row["text"] for row in corpus}
    titles = {row["id"]: row["title"] for row in corpus}
    bags = {key: Counter(_words(text)) for key, text in texts.items()}
    seen = Counter(word for bag in bags.values() for word in bag)
    cases = []
    for query in queries:
        own, words = query["metadata"]["source_doc_id"], set(_words(query["text"]))
        answers = [answer.lower() for answer in query["answers"]]
        others = [
            key
            for key in texts
            if titles[key] == titles[own] and key != own and not any(a in texts[key].lower() for a in answers)
        ]
        if not others:
            continue
        weight = {word: np.log(len(texts) / (1 + seen[word])) for word in words}
        closest = max(others, key=lambda key: (sum(weight[w] for w in words if w in bags[key]), key))
        cases += [Case(query["text"], own, tuple(query["answers"])), Case(query["text"], closest, ())]
    return cases


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def read(reader: Reader, maker: WindowMaker, cases: Sequence[Case], tokens: int = 4096) -> list[Reading]:
    """Read each case's paragraph in windows and keep the best of each score."""
    jobs = [
        (number, window, maker.refused(maker.head(case.question, case.key), case.key, window))
        for number, case in enumerate(cases)
        for window in maker.all_windows(case.key, EVAL_WINDOW)
    ]
    jobs.sort(key=lambda job: len(job[2].ids))
    best: list[Reading | None] = [None] * len(cases)
    reader.eval()
    first = 0
    while first < len(jobs):
        last = min(len(jobs), first + max(1, tokens // len(jobs[min(len(jobs) - 1, first + 24)][2].ids)))
        group = jobs[first:last]
        for (number, window, example), (start, end, span, answers) in zip(
            group, forward(reader, [job[2] for job in group]), strict=True
        ):
            shift = window[0] - example.context_from
            text = maker.text_of(cases[number].key, (start + shift, end + 1 + shift))
            best[number] = _better(best[number], Reading(text, span, answers))
        first = last
    reader.train()
    return [reading for reading in best if reading is not None]


def _better(old: Reading | None, new: Reading) -> Reading:
    if old is None:
        return new
    text = new.text if new.both > old.both else old.text
    return Reading(text, max(old.span, new.span), max(old.answers, new.answers))


def forward(reader: Reader, examples: list[Example]) -> list[tuple[int, int, float, float]]:
    """Return for each example the best span (token indexes, inclusive), its score over null, and the answers logit."""
    batch = collate(examples)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=USE_BFLOAT16):
        start, end, answers = reader(batch.ids, batch.mask, batch.types)
    first = torch.tensor([example.context_from for example in examples])
    last = torch.tensor([len(example.ids) - 1 for example in examples])  # the closing [SEP]
    places = torch.arange(batch.ids.shape[1])
    inside = (places >= first[:, None]) & (places < last[:, None])
    starts = start.float().masked_fill(~inside, -1e4)
    ends = end.float().masked_fill(~inside, -1e4)
    pairs = starts[:, :, None] + ends[:, None, :]
    width = places[None, :] - places[:, None]
    pairs = pairs.masked_fill(((width < 0) | (width >= SPAN_TOKENS))[None], -1e5)
    top, where = pairs.flatten(1).max(dim=1)
    null = start[:, 0].float() + end[:, 0].float()
    size = batch.ids.shape[1]
    return [
        (int(w) // size, int(w) % size, float(t - n), float(a))
        for w, t, n, a in zip(where, top, null, answers.float(), strict=True)
    ]


def normalise(text: str) -> list[str]:
    """Return SQuAD's words: lower case, no punctuation, no articles."""
    kept = "".join(char for char in text.lower() if char not in set(string.punctuation))
    return re.sub(r"\b(a|an|the)\b", " ", kept).split()


def word_f1(guess: str, answers: Sequence[str]) -> float:
    """Return SQuAD's F1 against the nearest of the answers."""
    best = 0.0
    for answer in answers:
        left, right = normalise(guess), normalise(answer)
        common = sum((Counter(left) & Counter(right)).values())
        if common:
            precision, recall = common / len(left), common / len(right)
            best = max(best, 2 * precision * recall / (precision + recall))
    return best


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """Return the chance that a positive scores above a negative, ties counting half."""
    values, truth = np.asarray(scores), np.asarray(positive)
    order = values.argsort(kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.arange(1, len(values) + 1)
    for value in np.unique(values):
        ranks[values == value] = ranks[values == value].mean()
    up, down = int(truth.sum()), int((~truth).sum())
    return float((ranks[truth].sum() - up * (up + 1) / 2) / (up * down)) if up and down else float("nan")
