"""BM25 through tantivy, over the terms of our own analyser."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import tantivy

_HEAP = 128_000_000  # bytes the writer may hold before it writes a segment


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("document", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("row", stored=True, indexed=False, fast=True)
    return builder.build()


def write_lexical(folder: Path, rows: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Write an inverted index of (document id, terms); a row's number is its place in ``rows``."""
    folder.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(folder))
    # One thread: rows keep their order, so equal scores rank alike on every run.
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for row, (document_id, terms) in enumerate(rows):
        writer.add_document(tantivy.Document(terms=" ".join(terms), document=document_id, row=row))
    writer.commit()
    writer.wait_merging_threads()
    (folder / ".tantivy-writer.lock").unlink(missing_ok=True)  # the meta lock stays: every reader would make it anew


class LexicalIndex:
    """An immutable inverted index on disk. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        index.config_reader(reload_policy="Manual")
        index.reload()
        self._searcher = index.searcher()

    def search(self, terms: Sequence[str], k: int, documents: Collection[str] | None = None) -> list[tuple[int, float]]:
        """Return up to ``k`` (row, BM25) with any of ``terms``, best first, ties by row.

        Source: Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework"; tantivy's k1 1.2, b .75, with
        lengths quantised to a byte.
        """
        if not terms or k < 1 or self._searcher.num_docs == 0:
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
        return [(int(self._searcher.doc(address)["row"][0]), float(score)) for score, address in found]

    def frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Return in how many rows each of ``terms`` occurs."""
        return {term: self._searcher.doc_freq("terms", term) for term in terms}

    def _any_of(self, terms: Sequence[str]) -> tantivy.Query:
        one_each = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "terms", term, index_option="freq"))
            for term in terms
        ]
        return tantivy.Query.boolean_query(one_each)
