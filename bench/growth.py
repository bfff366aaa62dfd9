"""How the cost of the embedded store grows with the number of passages; writes bench/GROWTH.md and its picture.

    python -m bench.growth [--sizes 20000,200000,1000000] [--folder DIR] [--keep]

An index of each size is built below the folder, unless it is there from an earlier run with ``--keep``, and measured in
a process of its own. Texts are those of `$QA_TEST_DATA/squad2` with changes (without it, of `seeds/`), vectors are
drawn: encoding a million passages would take a day.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.growth_corpus import DIM, IN_A_DOCUMENT, Corpus
from bench.growth_report import Figures, write_report
from index.embedded.store import EmbeddedStore
from index.search import SearchSettings, search
from index.store import StoreReader, Vectors

MODEL = "bench@1"
_QUESTIONS = 200
_JUDGED = 40  # questions whose recall is counted
_COMMITS = 10
_TOGETHER = 400  # documents written in one transaction
_DEPTH = 100
_ALIKE = 2e-5  # as good as the last: a stored vector is rounded (index/embedded/fixed_point.py), by 3e-6 in the mean


def build(folder: Path, corpus: Corpus) -> float:
    """Write and publish the corpus; return the seconds that took."""
    began = time.perf_counter()
    documents = iter(range(corpus.documents))
    with EmbeddedStore(folder).writing(MODEL, DIM) as writer:
        for vectors in corpus.vectors():
            for start in range(0, len(vectors), _TOGETHER * IN_A_DOCUMENT):
                with writer.batch():
                    for at in range(start, min(len(vectors), start + _TOGETHER * IN_A_DOCUMENT), IN_A_DOCUMENT):
                        writer.replace(*corpus.document(next(documents)), vectors[at : at + IN_A_DOCUMENT])
        writer.commit()
    return time.perf_counter() - began


def resident() -> int:
    """Return the memory of this process that is not of files, in bytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) * 1024


def measure(folder: Path, passages: int) -> dict[str, float]:
    """Return the figures of one size, by name."""
    corpus = Corpus(passages)
    questions = corpus.questions(_QUESTIONS)
    texts = [corpus.question(number) for number in range(_QUESTIONS)]
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    before = resident()
    began = time.perf_counter()
    reader: StoreReader = EmbeddedStore(folder).open(MODEL, DIM)
    opened = time.perf_counter() - began
    times = sorted(_seconds_of_search(reader, text, vector) for text, vector in zip(texts, questions, strict=True))
    held = resident() - before
    commits = sorted(_seconds_of_commit(folder, corpus, number) for number in range(_COMMITS))
    return {
        "passages": passages,
        "open_s": opened,
        "search_p50_ms": times[len(times) // 2] * 1e3,
        "search_p95_ms": times[int(len(times) * 0.95)] * 1e3,
        "commit_p50_s": commits[len(commits) // 2],
        "commit_max_s": commits[-1],
        "memory_b": held / passages,
        "disk_b": size / passages,
        **recalls(reader, corpus, questions[:_JUDGED]),
    }


def _seconds_of_search(reader: StoreReader, text: str, vector: Vectors) -> float:
    began = time.perf_counter()
    search(reader, text, vector, 10, None, SearchSettings())
    return time.perf_counter() - began


def _seconds_of_commit(folder: Path, corpus: Corpus, number: int) -> float:
    """Add a document, make it durable, and open what was published, as a server does for an upload."""
    document, passages = corpus.document(corpus.documents + number)
    vectors = corpus.block(corpus.passages)[number * IN_A_DOCUMENT : (number + 1) * IN_A_DOCUMENT]
    store = EmbeddedStore(folder)
    began = time.perf_counter()
    with store.writing(MODEL, DIM) as writer:
        writer.replace(document, passages, vectors)
        writer.commit()
    found = store.open(MODEL, DIM).dense(vectors[0], 1)
    seconds = time.perf_counter() - began
    if found[0].passage_id != passages[0].id:
        raise ValueError("what was published is not found")
    with store.writing(MODEL, DIM) as writer:
        writer.remove(document.id)
        writer.commit()
    return seconds


def recalls(reader: StoreReader, corpus: Corpus, questions: Vectors) -> dict[str, float]:
    """Return recall@100 of the dense part against exact search, by filter."""
    numbers = list(range(corpus.documents))
    rng = random.Random(15)
    filters: dict[str, Sequence[int] | None] = {
        "recall": None,
        "recall_half": rng.sample(numbers, len(numbers) // 2),
        "recall_hundredth": rng.sample(numbers, max(1, len(numbers) // 100)),
        "recall_document": rng.sample(numbers, 1),
    }
    scores = np.concatenate([questions @ block.T for block in corpus.vectors()], axis=1)
    return {name: _recall(reader, questions, scores, chosen) for name, chosen in filters.items()}


def _recall(reader: StoreReader, questions: Vectors, scores: Vectors, chosen: Sequence[int] | None) -> float:
    rows = np.arange(scores.shape[1])
    if chosen is not None:
        rows = (np.array(chosen)[:, None] * IN_A_DOCUMENT + np.arange(IN_A_DOCUMENT)).ravel()
    documents = None if chosen is None else [f"doc-{number:07}" for number in chosen]
    shares = []
    for vector, own in zip(questions, scores, strict=True):
        wanted = min(_DEPTH, len(rows))
        found = reader.dense(vector, wanted, documents)
        last = np.sort(own[rows])[-wanted]
        shares.append(sum(hit.score >= last - _ALIKE for hit in found) / wanted)
    return float(np.mean(shares))


def main() -> None:
    """Build, measure and write the report."""
    parser = argparse.ArgumentParser(description="How the cost of the embedded store grows.")
    parser.add_argument("--sizes", default="20000,200000,1000000")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/qa-growth"))  # noqa: S108 - a disk, not memory
    parser.add_argument("--measure", type=int, help="measure one size that is built, and print its figures as JSON")
    parser.add_argument("--keep", action="store_true", help="keep the indexes for another run")
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.folder / str(asked.measure), asked.measure)))
        return
    found = []
    for size in map(int, asked.sizes.split(",")):
        folder = asked.folder / str(size)
        seconds = None if (folder / "CURRENT").exists() else build(folder, Corpus(size))
        command = [sys.executable, "-m", "bench.growth", "--folder", str(asked.folder), "--measure", str(size)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ)
        found.append(Figures(**json.loads(done.stdout), build_s=seconds))
        print(found[-1], file=sys.stderr)
        if not asked.keep:
            shutil.rmtree(folder)
    write_report(found)


if __name__ == "__main__":
    main()
