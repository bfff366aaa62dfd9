"""Which questions are offered: each was asked before, and what it found is whole and sure."""

import threading
from collections.abc import Callable, Mapping, Sequence

from index.library import Index
from qa.answering.assistant import ExtractiveAssistant
from qa.answering.ports import Question, UnknownDocumentError
from qa.service.examples import OFFERED, Candidates, candidates_of, offered

_REMEMBERED = 200  # lists, of one generation


class OfferedQuestions:
    """Asks what might be offered, once for each generation and document. May be shared by threads."""

    def __init__(self, suggestions: Callable[[Index], Candidates]) -> None:
        """Remember nothing yet; ``suggestions`` returns questions to try, of all documents."""
        self._suggestions = suggestions
        self._asking = threading.Lock()
        # The generation, and by document, None for all of them: each question with the document that its answer quotes
        # first. Replaced, never changed, so that it can be looked at while something is asked.
        self._known: tuple[str, Mapping[str | None, Mapping[str, str]]] = ("", {})

    def of_all(self, assistant: ExtractiveAssistant) -> tuple[str, ...]:
        """Return at most six questions that the documents answer."""
        return tuple(self._list(assistant, None, lambda: self._suggestions(assistant.index)))

    def of_document(self, assistant: ExtractiveAssistant, document_id: str) -> tuple[str, ...]:
        """Return at most six questions that are answered from one document first.

        Raises:
            UnknownDocumentError: there is no such document.
        """
        document = assistant.index.document(document_id)
        if document is None:
            raise UnknownDocumentError.of(document_id)
        return tuple(self._list(assistant, document_id, lambda: candidates_of(document)))

    def known_of(self, assistant: ExtractiveAssistant, document_id: str) -> tuple[str, ...]:
        """Return what has been found of one document, without asking anything."""
        found = self._lists(assistant).values()
        return tuple(
            dict.fromkeys(question for each in found for question, source in each.items() if source == document_id)
        )

    def _lists(self, assistant: ExtractiveAssistant) -> Mapping[str | None, Mapping[str, str]]:
        generation, lists = self._known
        return lists if generation == assistant.index.generation else {}

    def _list(
        self, assistant: ExtractiveAssistant, document_id: str | None, suggested: Callable[[], Candidates]
    ) -> Mapping[str, str]:
        with self._asking:  # whoever asks meanwhile waits for the same list
            lists = self._lists(assistant)
            if document_id not in lists:
                found: dict[str, str] = {}
                for questions in suggested():
                    if len(found) < OFFERED:
                        found |= _answered(assistant, document_id, questions)
                found = dict(list(found.items())[:OFFERED])
                lists = {**dict(list(lists.items())[1 - _REMEMBERED :]), document_id: found}
                self._known = assistant.index.generation, lists
            return lists[document_id]


def _answered(assistant: ExtractiveAssistant, document_id: str | None, questions: Sequence[str]) -> dict[str, str]:
    """Return those of ``questions`` to offer, with the document that is quoted first, which may be asked for."""
    answers = [assistant.ask(Question(text)) for text in questions]
    quoted = {answer.question: answer.citations[0].document_id for answer in answers if answer.citations}
    if document_id is not None:
        answers = [answer for answer in answers if quoted.get(answer.question) == document_id]
    return {question: quoted[question] for question in offered(answers)}
