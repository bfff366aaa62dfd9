"""Windows of whole sentences over a tokenised context: what the reader reads, in training as in serving."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from index.model import TOKENIZER, packaged_folder
from index.sentences import sentence_spans
from qa.answering.reading.span_model import QUESTION_TOKENS, TITLE_TOKENS
from training.changes import Change

WINDOW_TOKENS = 200  # of the context alone
SHORTEST_LIMIT = 40  # a window grows to a random size between this and WINDOW_TOKENS
CLS, SEP, COLON = 101, 102, 1024


@dataclass(frozen=True)
class Example:
    """One question over one window, in tokens. ``start`` and ``end`` are inclusive; 0 is the null answer."""

    ids: tuple[int, ...]
    title_from: int  # where the second segment begins: title and colon, if any; before it [CLS], question, [SEP]
    context_from: int  # index of the window's first token
    start: int
    end: int
    answers: bool
    span: bool  # False: the span head learns nothing here


@dataclass(frozen=True)
class Head:
    """What stands before a window, in tokens; ``title`` ends in a colon, or is empty."""

    question: tuple[int, ...]
    title: tuple[int, ...]


@dataclass(frozen=True)
class Tokens:
    """A context in tokens: ids, the code points of each, and sentences as token ranges."""

    ids: tuple[int, ...]
    places: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]

    def token_range(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the half-open range of tokens that cover the code points, or None where none does."""
        inside = [i for i, place in enumerate(self.places) if place[0] < end and place[1] > start]
        return (inside[0], inside[-1] + 1) if inside else None


class WindowMaker:
    """Cuts windows; tokenises each context and each question once."""

    def __init__(
        self, texts: dict[str, str], titles: dict[str, str] | None = None, tokenizer: Path | None = None
    ) -> None:
        self.texts = texts
        self.titles = titles or {}
        self._tokenizer = Tokenizer.from_file(str(tokenizer or packaged_folder() / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._contexts: dict[str, Tokens] = {}

    def tokens(self, key: str) -> Tokens:
        """Return the context's tokens and sentences."""
        if key not in self._contexts:
            self._contexts[key] = self._tokenise(self.texts[key])
        return self._contexts[key]

    def _tokenise(self, text: str) -> Tokens:
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        offsets = encoded.offsets  # built anew on every access
        sentences: list[tuple[int, int]] = []
        token = 0
        for span in sentence_spans(text):
            first = token
            while token < len(offsets) and offsets[token][0] < span.end:
                token += 1
            pieces = range(first, token, WINDOW_TOKENS)  # a sentence longer than a window is cut
            sentences.extend((piece, min(piece + WINDOW_TOKENS, token)) for piece in pieces)
        return Tokens(tuple(encoded.ids), tuple(offsets), tuple(sentences))

    def question_ids(self, question: str) -> tuple[int, ...]:
        """Return the question's ids, cut to ``QUESTION_TOKENS``, without special tokens."""
        return tuple(self._tokenizer.encode(question, add_special_tokens=False).ids[:QUESTION_TOKENS])

    def head(self, question: str, key: str | None) -> Head:
        """Return what stands before a window: the question and, unless ``key`` is None, its context's title."""
        title = self.titles.get(key, "") if key is not None else ""
        return Head(self.question_ids(question), self._title_ids(title) if title else ())

    def _title_ids(self, title: str) -> tuple[int, ...]:
        return (*self._tokenizer.encode(title, add_special_tokens=False).ids[:TITLE_TOKENS], COLON)

    def answered(self, head: Head, key: str, window: tuple[int, int], answer: tuple[int, int], span: bool) -> Example:
        """Join head and window; ``answer`` is a token range of the context inside the window."""
        ids, first = self._join(head, self.tokens(key).ids[window[0] : window[1]])
        start, end = first + answer[0] - window[0], first + answer[1] - 1 - window[0]
        return Example(ids, len(head.question) + 2, first, start, end, True, span)

    def refused(self, head: Head, key: str, window: tuple[int, int], without: tuple[int, int] | None = None) -> Example:
        """Join head and a window that does not answer, as it stands or with a token range of it cut out."""
        ids, first = self._join(head, self._spliced(key, window, without or (window[1], window[1])))
        return Example(ids, len(head.question) + 2, first, 0, 0, False, True)

    def changed(
        self, head: Head, key: str, window: tuple[int, int], change: Change, answer: tuple[int, int] | None, span: bool
    ) -> Example:
        """Join head and window with some words exchanged; ``answer``, if any, as in `answered` and none of them."""
        place = self.tokens(key).token_range(change.start, change.end) or (window[1], window[1])
        instead = self._tokenizer.encode(change.text, add_special_tokens=False).ids
        ids, first = self._join(head, self._spliced(key, window, place, instead))
        before = len(head.question) + 2
        if answer is None:
            return Example(ids, before, first, 0, 0, False, span)
        shift = first - window[0] + (len(instead) - place[1] + place[0] if answer[0] >= place[1] else 0)
        return Example(ids, before, first, answer[0] + shift, answer[1] - 1 + shift, True, span)

    def _spliced(
        self, key: str, window: tuple[int, int], cut: tuple[int, int], instead: Sequence[int] = ()
    ) -> tuple[int, ...]:
        """Return the window's ids with those of ``cut`` left out and ``instead`` put in their place."""
        ids = self.tokens(key).ids
        return (*ids[window[0] : cut[0]], *instead, *ids[cut[1] : window[1]])

    @staticmethod
    def _join(head: Head, window: tuple[int, ...]) -> tuple[tuple[int, ...], int]:
        before = (CLS, *head.question, SEP, *head.title)
        return (*before, *window, SEP), len(before)

    def all_windows(self, key: str, limit: int = WINDOW_TOKENS) -> list[tuple[int, int]]:
        """Return windows that cover the context, each as full as whole sentences allow, one sentence overlapping."""
        sentences = self.tokens(key).sentences
        windows: list[tuple[int, int]] = []
        first = 0
        while first < len(sentences):
            last = first
            while last + 1 < len(sentences) and sentences[last + 1][1] - sentences[first][0] <= limit:
                last += 1
            windows.append((sentences[first][0], sentences[last][1]))
            if last + 1 >= len(sentences):
                break
            overlap_fits = sentences[last + 1][1] - sentences[last][0] <= limit
            first = last if last > first and overlap_fits else last + 1
        return windows

    def window_around(self, key: str, answer: tuple[int, int], chance: random.Random) -> tuple[int, int] | None:
        """Return a window of random size that holds the answer's tokens, or None where no window can."""
        sentences = self.tokens(key).sentences
        holding = self._holding(key, answer)
        if not holding:
            return None
        first, last = holding[0], holding[-1]
        limit = chance.randint(SHORTEST_LIMIT, WINDOW_TOKENS)
        if sentences[last][1] - sentences[first][0] > WINDOW_TOKENS + 20:
            return None
        while True:
            grown = [(first - 1, last)] if first > 0 else []
            grown += [(first, last + 1)] if last + 1 < len(sentences) else []
            grown = [pair for pair in grown if sentences[pair[1]][1] - sentences[pair[0]][0] <= limit]
            if not grown:
                return sentences[first][0], sentences[last][1]
            first, last = chance.choice(grown)

    def sentences_of(self, key: str, answer: tuple[int, int]) -> tuple[int, int]:
        """Return the token range of the sentences that the answer's tokens lie in."""
        sentences, holding = self.tokens(key).sentences, self._holding(key, answer)
        return sentences[holding[0]][0], sentences[holding[-1]][1]

    def _holding(self, key: str, answer: tuple[int, int]) -> list[int]:
        """Return which sentences the answer's tokens lie in."""
        sentences = self.tokens(key).sentences
        return [i for i, s in enumerate(sentences) if s[0] < answer[1] and s[1] > answer[0]]

    def range_of(self, key: str, tokens: tuple[int, int]) -> tuple[int, int]:
        """Return the code points that a range of tokens covers."""
        places = self.tokens(key).places
        return places[tokens[0]][0], places[tokens[1] - 1][1]

    def text_of(self, key: str, window: tuple[int, int]) -> str:
        """Return the window's words as they stand in the context."""
        start, end = self.range_of(key, window)
        return self.texts[key][start:end]
