"""SQuAD 2.0 JSON: articles of paragraphs, each paragraph a document.

Source: Rajpurkar, Jia, Liang, "Know What You Don't Know: Unanswerable Questions for SQuAD", ACL 2018; also reads 1.1.
"""

from pathlib import Path

from index.records import Content, Document, Span
from qa.evaluation.loading.folder import check_unique
from qa.evaluation.loading.rows import Row, read_json
from qa.evaluation.sets import EvaluationSet, Evidence, Query


def load_squad(path: Path) -> EvaluationSet:
    """Load the file; paragraph ``p`` of article ``a`` (from 0) becomes document ``a_p``.

    Raises:
        SetError: a field is missing, or an answer does not stand at its offset.
    """
    documents: dict[str, Document] = {}
    queries: list[Query] = []
    for a, article in enumerate(read_json(path).rows("data")):
        for p, paragraph in enumerate(article.rows("paragraphs")):
            content = Content(text=paragraph.text("context"), title=article.text("title", default="") or None)
            document = Document(f"{a}_{p}", f"{path.name}:{a}_{p}", content)
            documents[document.id] = document
            queries += [_query(row, document) for row in paragraph.rows("qas")]
    check_unique((query.id for query in queries), path.name)
    return EvaluationSet(path.stem, documents, tuple(queries))


def _query(row: Row, document: Document) -> Query:
    evidence = tuple(dict.fromkeys(_evidence(answer, document) for answer in row.rows("answers")))
    answerable = not (row.flag("is_impossible") or False)
    if answerable and not evidence:
        raise row.fault("no answer is given, and yet is_impossible is not true")
    return Query(
        id=row.text("id"),
        text=row.text("question"),
        answers=tuple(dict.fromkeys(item.text for item in evidence)) if answerable else (),
        answerable=answerable,
        evidence=evidence if answerable else (),
        source_doc_id=document.id,
        relevant=frozenset({document.id} if answerable else ()),
    )


def _evidence(answer: Row, document: Document) -> Evidence:
    text, start = answer.text("text"), answer.integer("answer_start")
    actual = document.text[start : start + len(text)] if start >= 0 else ""
    if not text or actual != text:
        raise answer.fault(f"at {start} of the context stands {actual[:80]!r}, not {text[:80]!r}")
    return Evidence(document.id, Span(start, start + len(text)), text)
