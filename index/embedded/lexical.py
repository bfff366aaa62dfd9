"""BM25 through tantivy, over the terms of our own analyser."""

import errno
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import tantivy

_HEAP = 128_000_000  # bytes the writer may hold before it writes a segment
_READER_LOCK = ".tantivy-meta.lock"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("document", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("row", stored=False, indexed=False, fast=True)
    return builder.build()


def write_lexical(folder: Path, rows: Iterable[tuple[str, str]]) -> None:
    """Write an inverted index of (document id, terms joined by blanks); a row's number is its place in ``rows``.

    Raises:
        OSError: the disk is full or refuses.
    """
    folder.mkdir(parents=True)
    try:
        index = tantivy.Index(_schema(), path=str(folder))
        # One thread: rows keep their order, so equal scores rank alike on every run.
        writer = index.writer(heap_size=_HEAP, num_threads=1)
        for row, (document_id, terms) in enumerate(rows):
            writer.add_document(tantivy.Document(terms=terms, document=document_id, row=row))
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as error:  # tantivy's only kind
        raise OSError(errno.EIO, f"{folder.name}: {error}") from error
    (folder / ".tantivy-writer.lock").unlink(missing_ok=True)
    readable = folder.stat().st_mode & 0o666
    for file in folder.iterdir():
        file.chmod(readable)  # tantivy keeps some to the user who writes, but another may run the server


@contextmanager
def _openable(folder: Path) -> Iterator[Path]:
    """Yield a copy of the index's files, in a folder in which tantivy can write the lock that it takes for reading.

    tantivy maps files into memory: one that is cut off by anything while it is served would end the process. The copy
    has no name any more once it is open, and goes with whoever has it open.
    """
    with tempfile.TemporaryDirectory(prefix="qa-", ignore_cleanup_errors=True) as name:
        for file in folder.iterdir():
            if file.name != _READER_LOCK:
                shutil.copyfile(file, Path(name, file.name))
        yield Path(name)


class LexicalIndex:
    """An immutable inverted index on disk. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        with _openable(folder) as place:
            index = tantivy.Index(self._schema, path=str(place), reuse=True)
            index.config_reader(reload_policy="Manual")
            index.reload()
            self._searcher = index.searcher()  # has every file open from here on

    def search(self, terms: Sequence[str], k: int, documents: Collection[str] | None = None) -> list[tuple[int, float]]:
        """Return up to ``k`` (row, BM25) with any of ``terms``, best first.

        Source: Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework"; tantivy's k1 1.2, b .75, with
        lengths quantised to a byte.
        """
        k = min(k, self._searcher.num_docs)  # tantivy sets memory aside for as many as it is asked for
        if not terms or k < 1:
            return []
        query = self._any_of(terms)
        if documents is not None:
            within = tantivy.Query.term_set_query(self._schema, "document", sorted(documents))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (tantivy.Occur.Must, tantivy.Query.boost_query(within, 0.0)),  # a filter adds nothing to the score
                ]
            )
        found = self._searcher.search(query, limit=k, count=False).hits
        rows = cast("list[int]", self._searcher.fast_field_values("row", [address for _, address in found]))
        return [(row, float(score)) for row, (score, _) in zip(rows, found, strict=True)]

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Return in how many rows each of ``terms`` occurs."""
        return {term: self._searcher.doc_freq("terms", term) for term in terms}

    def _any_of(self, terms: Sequence[str]) -> tantivy.Query:
        one_each = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "terms", term, index_option="freq"))
            for term in terms
        ]
        return tantivy.Query.boolean_query(one_each)
