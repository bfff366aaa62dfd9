"""What the network's numbers say of one window: spans of its text, and whether it answers."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding

SPAN_TOKENS = 30  # longest highlight
TOP_SPANS = 5

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SpanScore:
    """Words of a window and how directly they answer. Half-open code points of the window."""

    start: int
    end: int
    score: float  # start logit + end logit - null: above 0, the span beats "no answer"


@dataclass(frozen=True, slots=True)
class WindowScore:
    """What the network says of one window; logits, not probabilities."""

    answers: float  # logit of "this window answers"
    span_score: float  # the best span's score; minus infinity where the window holds no words
    start: int  # the best span, half-open code points of the window; 0, 0 where there is none
    end: int
    null: float  # start + end logit of the null answer
    spans: tuple[SpanScore, ...]  # best first, none overlapping another

    @property
    def both(self) -> float:
        """Both heads together: what the "answers" target was tuned and measured with."""
        return self.answers + self.span_score / 2


def read_off(logits: Floats, answers: float, encoded: Encoding, first: int, window: str) -> WindowScore:
    """Turn one window's logits, shape (tokens, 2), into spans of its text."""
    null = float(logits[0].sum())
    found = _best_spans(logits[first:-1], TOP_SPANS)  # the last token is [SEP]
    spans: list[SpanScore] = []
    for start, end, score in found:
        place = _whole_words(encoded, start, end)
        if place[0] < place[1] and not any(s.start < place[1] and place[0] < s.end for s in spans):
            spans.append(SpanScore(*place, score - null))
    if not spans or not window.strip():
        return WindowScore(answers, float("-inf"), 0, 0, null, ())
    best = spans[0]
    return WindowScore(answers, best.score, best.start, best.end, null, tuple(spans))


def _best_spans(logits: Floats, count: int) -> list[tuple[int, int, float]]:
    """Return up to ``count`` spans of tokens (both ends inside) that do not overlap, best first; ties: the earliest."""
    length = len(logits)
    if not length:
        return []
    total = logits[:, 0][:, None].astype(np.float64) + logits[:, 1][None, :]
    width = np.arange(length)[None, :] - np.arange(length)[:, None]
    total[(width < 0) | (width >= SPAN_TOKENS)] = -np.inf
    found: list[tuple[int, int, float]] = []
    while len(found) < count:
        start, end = divmod(int(total.argmax()), length)
        score = float(total[start, end])
        if score == -np.inf:
            break
        found.append((start, end, score))
        total[: end + 1, start:] = -np.inf  # every span that touches this one begins by its end and ends past its start
    return found


def _whole_words(encoded: Encoding, start: int, end: int) -> tuple[int, int]:
    """Return the code points of tokens ``start`` to ``end`` (inclusive), widened to whole words."""
    words = encoded.word_ids
    offsets = encoded.offsets
    while start > 0 and words[start - 1] == words[start]:
        start -= 1
    while end + 1 < len(words) and words[end + 1] == words[end]:
        end += 1
    return offsets[start][0], offsets[end][1]
