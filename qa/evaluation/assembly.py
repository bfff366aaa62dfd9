"""Put a system under test together from what was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.search import Retriever, SearchSettings
from qa.answering.assistant import AnswerSettings
from qa.answering.question.conversation import Searched, searched
from qa.answering.question.spelling import Speller
from qa.answering.records import Turn
from qa.evaluation.bench import Bench, build
from qa.evaluation.errors import SetError
from qa.evaluation.local import AnsweringSystem, RankingSystem, Rewrite
from qa.evaluation.remote import RemoteSystem
from qa.evaluation.sets import EvaluationSet
from qa.evaluation.system import System
from qa.evaluation.workshop import NO_READER, Workshop


@dataclass(frozen=True, slots=True)
class SystemOptions:
    """Which system is asked; what is None is as users get it."""

    url: str | None = None  # a running server
    own_index: bool = False  # the user's own index, and not one made of the set's documents
    retriever: Retriever | None = None
    reader: str | None = None
    history: bool = True  # False: follow-ups are asked as if nothing had been said before


def open_system(options: SystemOptions, workshop: Workshop, data: EvaluationSet) -> System:
    """Return the system, ready to be asked about the documents of ``data``.

    Raises:
        SetError: there is no such reader, or one was chosen for a server.
        ServerError: the server cannot be reached, or lacks a document.
        IndexingError: an index cannot be built or read.
    """
    if options.url:
        if options.retriever or options.reader:
            raise SetError("--retriever and --reader cannot be chosen for a running server")
        return RemoteSystem(options.url, data.documents, workshop.api_key, history=options.history)
    name = options.reader or workshop.shipped_reader
    if name != NO_READER and name not in workshop.readers:
        raise SetError(f'there is no reader "{name}"; choose from: {", ".join([*workshop.readers, NO_READER])}')
    search = replace(workshop.search, retriever=options.retriever) if options.retriever else workshop.search
    bench = _bench(workshop, data, search, own_index=options.own_index)
    if name == NO_READER:
        return RankingSystem(bench, _rewrite(bench, history=options.history))
    reader, calibration = workshop.readers[name](bench.index)
    settings = AnswerSettings(strictness=workshop.strictness)
    return AnsweringSystem(bench, reader, calibration, settings, history=options.history)


def _bench(workshop: Workshop, data: EvaluationSet, search: SearchSettings, *, own_index: bool) -> Bench:
    """Return the user's own index as it is, or one made of the set's documents."""
    if own_index:
        index = workshop.open_index(search)
        return Bench(index, data.documents, workshop.embedder, workshop.chunks, search)
    return build(data, workshop.cache, workshop.embedder, workshop.chunks, search)


def _rewrite(bench: Bench, *, history: bool) -> Rewrite:
    """Return what the assistant makes of a question before it searches."""
    speller = Speller(bench.index.vocabulary(), bench.index.is_common_word)

    def rewrite(question: str, turns: Sequence[Turn]) -> Searched:
        return searched(question, turns if history else (), speller.correct)

    return rewrite
