"""A small world to evaluate in: four documents, questions about them, and a components without a model."""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from index.chunking import ChunkSettings
from index.embedded.store import EmbeddedStore
from index.library import Index, writing
from index.parsers import PARSERS_VERSION, parse
from index.search import SearchSettings
from index.sources import discover
from qa.answering.calibrations import similarity_reader
from qa.commands import check, evaluate
from qa.evaluation.components import Components
from qa.evaluation.responses import RankedPassage, ReportedCitation, Response
from qa.evaluation.scoring import score
from qa.evaluation.sets import EvaluationSet, Evidence, Query
from qa.evaluation.summary import Case
from qa.grounding.check import SupportScorer
from tests.documents import document
from tests.fakes_embedding import HashingEmbedder

TEXTS = {
    "otter": "Otters sleep on their backs. They hold hands while they sleep, so that none drifts away.",
    "heron": "Herons hunt at dawn. A heron stands still in shallow water until a fish comes near.",
    "badger": "Badgers dig setts with many rooms. A sett may be a hundred years old.",
    "swift": "Swifts eat and sleep on the wing. A young swift may fly for two years without landing.",
}


DOCUMENTS = {key: document(text, id=key, source=f"{key}.txt", title=key) for key, text in TEXTS.items()}


def evidence(key: str, quote: str) -> Evidence:
    start = TEXTS[key].index(quote)
    return Evidence(key, start, start + len(quote), quote)


def answerable(identity: str, text: str, key: str, quote: str, **more: object) -> Query:
    place = evidence(key, quote)
    return Query(
        identity,
        text,
        (quote,),
        True,
        (place,),
        relevant=frozenset({key}),
        source_doc_id=key,
        **more,  # type: ignore[arg-type]
    )


QUERIES = (
    answerable("q1", "Why do otters hold hands?", "otter", "so that none drifts away"),
    answerable("q2", "When do herons hunt?", "heron", "at dawn"),
    answerable("q3", "How old may a sett be?", "badger", "a hundred years"),
    answerable("q4", "How long may a young swift fly without landing?", "swift", "two years"),
    Query("q5", "How much does a submarine cost?", answerable=False, source_doc_id="heron"),
    Query("q6", "Who painted the badger's portrait?", answerable=False, source_doc_id="badger"),
)

SET = EvaluationSet("river", DOCUMENTS, QUERIES)


def quoted(key: str, quote: str) -> ReportedCitation:
    start = TEXTS[key].index(quote)
    return ReportedCitation(key, start, start + len(quote), quote)


def reply(
    identity: str, *citations: ReportedCitation, first: str = "otter", confidence: float = 0.9, **more: object
) -> Response:
    """Return what a system said: the citations as shipped, an abstention where there are none."""
    return Response(
        id=identity,
        passages=(RankedPassage(first, 0, len(TEXTS[first]), 1.0),),
        latency_ms=10.0,
        answerable=bool(citations),
        confidence=confidence,
        citations=citations,
        forced_citations=citations,
        **more,  # type: ignore[arg-type]
    )


def case(query: Query, said: Response) -> Case:
    return Case(query, said, score(said, query, DOCUMENTS))


def components(folder: Path, search: SearchSettings | None = None, key: str | None = None) -> Components:
    embedder = HashingEmbedder(dim=256)
    chosen = search or SearchSettings()

    def open_index(settings: SearchSettings) -> Index:
        return Index.open(EmbeddedStore(folder / "index"), embedder, settings)

    return Components(
        cache=lambda name: EmbeddedStore(folder / "cache" / name),
        embedder=embedder,
        chunks=ChunkSettings(),
        search=chosen,
        discover=lambda paths: discover(paths, parse, PARSERS_VERSION),
        open_index=open_index,
        readers={"similarity": similarity_reader},
        api_key=key,
    )


def index_folder(work: Components, documents: Path, folder: Path) -> None:
    with writing(EmbeddedStore(folder / "index"), work.embedder, work.chunks) as writer:
        writer.sync(work.discover([documents]))


def write_set(folder: Path, queries: Sequence[Query] = QUERIES, texts: Mapping[str, str] = TEXTS) -> Path:
    """Write the questions as a gold.jsonl beside their documents."""
    folder.mkdir(parents=True, exist_ok=True)
    for key, text in texts.items():
        (folder / f"{key}.txt").write_text(text, encoding="utf-8")
    rows = [
        {
            "id": query.id,
            "text": query.text,
            "answers": query.answers,
            "answerable": query.answerable,
            "evidence": [{"doc": f"{item.document_id}.txt", "quote": item.text} for item in query.evidence],
            "history": [{"role": turn.role, "content": turn.content} for turn in query.history],
            "metadata": dict(query.metadata),
        }
        for query in queries
    ]
    (folder / "gold.jsonl").write_text("".join(json.dumps(item) + "\n" for item in rows), encoding="utf-8")
    return folder


def evaluate_cli(work: Components, *words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    evaluate.add_arguments(parser)
    return evaluate.measure(parser.parse_args([str(word) for word in words]), work)


def check_cli(scorer: SupportScorer, *words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    check.add_arguments(parser)
    return check.check_file(parser.parse_args([str(word) for word in words]), scorer)
