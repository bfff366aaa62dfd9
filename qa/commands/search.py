"""`qa search`: the passages nearest to a query, without reading them."""

import argparse
from typing import get_args

from index.search import Retriever
from qa.answering.ports import Query
from qa.answering.records import FoundPassage, SearchResult
from qa.commands.document import find
from qa.commands.opening import opened_index
from qa.commands.terminal import json_text, one_line, visible
from qa.schemas.responses import SearchOut
from qa.settings import Settings
from qa.wiring import Application

_NOTHING_FOUND = 3
_WORDS = 300  # characters of a passage that are shown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("query", help="what to search for: a question or keywords")
    parser.add_argument("--json", action="store_true", help="print all that was found as one JSON object")
    parser.add_argument("-k", type=int, default=5, metavar="N", choices=range(1, 51), help="passages, 1 to 50")
    parser.add_argument(
        "--retriever",
        choices=get_args(Retriever),
        default="hybrid",
        help="what is compared: meaning (dense), words (lexical), or both",
    )
    parser.add_argument(
        "--document", action="append", metavar="NAME", help="search only in this document, by id or source; repeatable"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Search; index first where nothing is indexed."""
    app = Application.of(settings)
    index = opened_index(app)
    documents = None
    if args.document is not None:
        entries = index.entries()
        documents = tuple(find(entries, name).id for name in args.document)
    found = app.search(index).find(Query(args.query, args.k, documents, retriever=args.retriever))
    print(json_text(SearchOut.model_validate(found).model_dump(mode="json")) if args.json else _shown(found))
    return 0 if found.passages else _NOTHING_FOUND


def _shown(found: SearchResult) -> str:
    if not found.passages:
        return "No passage is anywhere near; search for something else."
    return visible("\n\n".join(_passage(number, passage) for number, passage in enumerate(found.passages, 1)))


def _passage(number: int, passage: FoundPassage) -> str:
    page = f", page {passage.page}" if passage.page else ""
    scores = [f"score {passage.score:.2f}"]
    scores += [f"cosine {passage.dense:.2f}"] if passage.dense is not None else []
    scores += [f"BM25 {passage.lexical:.2f}"] if passage.lexical is not None else []
    place = f"{passage.title} ({passage.source}{page}), {passage.start}–{passage.end}"
    return f"{number}. {place}; {', '.join(scores)}\n    {one_line(passage.text, _WORDS)}"
