"""SQuAD 2.0 JSON: articles of paragraphs, each paragraph a document.

Source: Rajpurkar, Jia, Liang, "Know What You Don't Know: Unanswerable Questions for SQuAD", ACL 2018; also reads 1.1.
"""

from pathlib import Path

from pydantic import StrictBool, StrictInt

from index.records import Content, Document
from qa.evaluation.errors import SetError
from qa.evaluation.loading.folder import check_unique
from qa.evaluation.loading.rows import Row, Text, read_json
from qa.evaluation.sets import EvaluationSet, Evidence, Query


class _Answer(Row):
    text: Text
    answer_start: StrictInt


class _Question(Row):
    id: Text
    question: Text
    is_impossible: StrictBool = False
    answers: tuple[_Answer, ...] = ()


class _Paragraph(Row):
    context: Text
    qas: tuple[_Question, ...] = ()


class _Article(Row):
    title: Text = ""
    paragraphs: tuple[_Paragraph, ...] = ()


class _File(Row):
    data: tuple[_Article, ...] = ()


def load_squad(path: Path) -> EvaluationSet:
    """Load the file; paragraph ``p`` of article ``a`` (from 0) becomes document ``a_p``.

    Raises:
        SetError: a field is missing, or an answer does not stand at its offset.
    """
    documents: dict[str, Document] = {}
    queries: list[Query] = []
    for a, article in enumerate(read_json(path, _File).data):
        for p, paragraph in enumerate(article.paragraphs):
            content = Content(paragraph.context, title=article.title or None)
            document = Document(f"{a}_{p}", f"{path.name}:{a}_{p}", content)
            documents[document.id] = document
            place = f"{path.name} data[{a}] paragraphs[{p}]"
            queries += [_query(f"{place} qas[{number}]", row, document) for number, row in enumerate(paragraph.qas)]
    check_unique((query.id for query in queries), path.name)
    return EvaluationSet(path.stem, documents, tuple(queries))


def _query(place: str, row: _Question, document: Document) -> Query:
    found = (_evidence(f"{place} answers[{number}]", answer, document) for number, answer in enumerate(row.answers))
    evidence = tuple(dict.fromkeys(found))
    answerable = not row.is_impossible
    if answerable and not evidence:
        raise SetError(f"{place}: no answer is given, and yet is_impossible is not true")
    return Query(
        id=row.id,
        text=row.question,
        answers=tuple(dict.fromkeys(item.text for item in evidence)) if answerable else (),
        answerable=answerable,
        evidence=evidence if answerable else (),
        source_doc_id=document.id,
        relevant=frozenset({document.id} if answerable else ()),
    )


def _evidence(place: str, answer: _Answer, document: Document) -> Evidence:
    text, start = answer.text, answer.answer_start
    actual = document.text[start : start + len(text)] if start >= 0 else ""
    if not text or actual != text:
        raise SetError(f"{place}: at {start} of the context stands {actual[:80]!r}, not {text[:80]!r}")
    return Evidence(document.id, start, start + len(text), text)
