"""Training rows: questions, their contexts and where the answers stand, read from the normalised public sets."""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOKENISED = ("qed", "tsqa", "friendsqa")  # Penn-Treebank spacing is undone: users' documents do not have it
ANSWER_SETS = (
    "squad1", "squad1_dev13", "squad2_more", "qed", "tsqa", "qamr", "fairytaleqa", "selqa", "tatqa", "friendsqa",
)  # fmt: skip
CODED_TITLES = ("friendsqa",)  # theirs are numbers of scenes
NO_SPAN = "selqa"  # its answers are whole sentences: they teach "answers", not where a highlight begins

Contexts = dict[str, dict[str, Any]]

_JOINED = re.compile(
    r" (?=[,.;:!?)\]%]|'s\b|'re\b|'ve\b|'ll\b|'d\b|'m\b|n't\b|'(?:\W|$))"  # before marks and clipped words
    r"|(?<=[(\[$]) "  # after what opens
    r"|(?<=\w) (?=-(?: |\w))|(?<=\w -) |(?<=\w-) (?=\w)"  # around hyphens
)
_QUOTES = (("`` ", '"\0\0'), (" ''", '\0\0"'), ("``", '"\0'), ("''", '"\0'))


@dataclass(frozen=True)
class Row:
    """One question over one context. No answers: the context does not answer it."""

    question: str
    context: str  # key into the pool's texts
    answers: tuple[tuple[int, int], ...]  # code points, half-open
    taboo: tuple[str, ...] = ()  # answers that a negative window must not contain
    span: bool = True  # whether the answers' borders may teach the span head


@dataclass
class Pool:
    """Every row by source, and the texts they point into."""

    texts: dict[str, str]
    titles: dict[str, str]
    answered: dict[str, list[Row]]
    refused: dict[str, list[Row]]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-lines file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def detokenise(text: str) -> tuple[str, list[int]]:
    """Undo Penn-Treebank spacing; the list maps every old offset (its end included) to the new one."""
    for treebank, plain in _QUOTES:  # as long as before, so that offsets hold; NUL is dropped below
        text = text.replace(treebank, plain)
    dropped = {match.start() for match in _JOINED.finditer(text)} | {i for i, char in enumerate(text) if char == "\0"}
    mapping: list[int] = []
    place = 0
    for offset in range(len(text)):
        mapping.append(place)
        place += offset not in dropped
    mapping.append(place)
    return "".join(char for offset, char in enumerate(text) if offset not in dropped), mapping


def load_pool(data: Path) -> Pool:
    """Read ``data``/train and the rows of fold ``train`` of ``data``/squad2; nothing else is trained on."""
    raw = {row["id"]: row for row in read_lines(data / "train" / "contexts.jsonl.gz")}
    refusals = ("human", "near_miss", "altered", "other_name", "other_article", "dates")
    pool = Pool(texts={}, titles={}, answered={}, refused={name: [] for name in refusals})
    for name in ANSWER_SETS:
        answered, refused = _read_set(data, name, raw, pool)
        pool.answered["squad2" if name == "squad2_more" else name] = answered
        pool.refused["dates" if name == "tsqa" else "human"].extend(refused)
    pool.refused["human"].extend(_read_set(data, "squad2_part", raw, pool)[1])
    pool.refused["near_miss"] = _read_set(data, "squad1_near_miss", raw, pool)[1]
    _add_altered(data, raw, pool)
    _add_squad2(data, pool)
    return pool


def _read_set(data: Path, name: str, raw: Contexts, pool: Pool) -> tuple[list[Row], list[Row]]:
    answered: list[Row] = []
    refused: list[Row] = []
    for row in read_lines(data / "train" / f"{name}.jsonl.gz"):
        if row.get("n_occ", 1) > 1 or (name == "squad1" and not row["answers"]):
            continue  # which of several places was meant is a guess
        made = _row(name, row, raw, pool)
        (answered if made.answers else refused).append(made)
    return answered, refused


def _row(name: str, row: dict[str, Any], raw: Contexts, pool: Pool) -> Row:
    context = raw[row["context_id"]]
    places = [(answer["start"], answer["start"] + len(answer["text"])) for answer in row["answers"]]
    taboo = tuple({answer["text"].lower() for answer in row["answers"]})
    if name not in TOKENISED:
        pool.texts[row["context_id"]] = context["text"]
        pool.titles[row["context_id"]] = context["title"]
        return Row(row["question"], row["context_id"], tuple(dict.fromkeys(places)), taboo, name != NO_SPAN)
    key = f"{row['context_id']}/joined"
    text, mapping = detokenise(context["text"])
    pool.texts[key] = text
    pool.titles[key] = "" if name in CODED_TITLES else context["title"]
    moved = tuple(dict.fromkeys((mapping[start], mapping[end]) for start, end in places))
    words = tuple({text[start:end].lower() for start, end in moved})
    return Row(detokenise(row["question"])[0], key, moved, words)


def _add_altered(data: Path, raw: Contexts, pool: Pool) -> None:
    for row in read_lines(data / "train" / "squad1_altered_question.jsonl.gz"):
        kind = "other_name" if row["constructed"] == "swap_name" else "altered"  # half of the former read oddly
        pool.refused[kind].append(_row("squad1_altered_question", row, raw, pool))


def _add_squad2(data: Path, pool: Pool) -> None:
    corpus = {row["id"]: row for row in read_lines(data / "squad2" / "corpus.jsonl")}
    for query in read_lines(data / "squad2" / "queries.jsonl"):
        if query["metadata"].get("fold") != "train":
            continue
        key = f"squad2/{query['metadata']['source_doc_id']}"
        pool.texts[key] = corpus[query["metadata"]["source_doc_id"]]["text"]
        pool.titles[key] = corpus[query["metadata"]["source_doc_id"]]["title"]
        places = tuple(dict.fromkeys((item["start"], item["end"]) for item in query["evidence"]))
        row = Row(query["text"], key, places, tuple({answer.lower() for answer in query["answers"]}))
        (pool.answered["squad2"] if query["answerable"] else pool.refused["human"]).append(row)
