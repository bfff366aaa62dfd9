"""`qa ask`: one question, one answer."""

import argparse
import sys
from typing import get_args

from qa.answering.ports import Question
from qa.answering.records import Answer, Citation, Mode
from qa.commands.opening import opened_index
from qa.commands.shapes import Style, is_shaped, shaped, with_shapes
from qa.commands.terminal import json_text, one_line, visible
from qa.schemas.responses import AnswerOut
from qa.settings import Settings
from qa.wiring import Application

_NOT_IN_THE_SOURCES = 3
_LINE = 100  # characters of a passage that does not answer
_STATEMENT = 300  # and of a statement that comes close
_EVEN = 0.5  # confidence from which an answer is more likely right than not


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("question", help="what you would like to know")
    parser.add_argument("--json", action="store_true", help="print the whole answer as one JSON object")
    parser.add_argument(
        "-k", type=int, default=5, metavar="N", choices=range(1, 51), help="passages to return, 1 to 50"
    )
    parser.add_argument(
        "--mode",
        choices=get_args(Mode),
        default="extractive",
        help="who words the answer: nobody (quotes alone), or the language model of QA_LLM_URL",
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Answer; index first where nothing is indexed."""
    app = Application.of(settings)
    answer = app.assistant(opened_index(app)).ask(Question(args.question, k=args.k, mode=args.mode))
    if args.json:
        print(json_text(AnswerOut.model_validate(answer).model_dump(mode="json")))
    else:
        print(_shown(answer, Style.of(sys.stdout)))
    return 0 if answer.answerable else _NOT_IN_THE_SOURCES


def _shown(answer: Answer, style: Style) -> str:
    lines = [with_shapes(answer.answer, answer.citations, style), ""]
    if answer.answerable:
        lines += [style.dim(_place(citation)) for citation in answer.citations]
        lines += ["", _how_sure(answer)]
    elif answer.closest:
        lines += [_statement(citation, style) for citation in answer.closest]
    else:
        lines += [
            visible(f"- {near.title}, {near.start}–{near.end}: ") + one_line(near.text, _LINE)
            for near in answer.passages
        ]
    return "\n".join(lines).rstrip()


def _place(citation: Citation) -> str:
    page = f", page {citation.page}" if citation.page else ""
    return visible(f"[{citation.number}] {citation.title} ({citation.source}{page}), {citation.start}–{citation.end}")


def _statement(citation: Citation, style: Style) -> str:
    if is_shaped(citation):
        return f"{style.dim(_place(citation))}\n{shaped(citation, style)}"
    return f"{style.dim(_place(citation))}\n    “{one_line(citation.quote, _STATEMENT)}”"


def _how_sure(answer: Answer) -> str:
    """Say in words how sure the answer is; what is less likely than not is not called likely."""
    word = "Uncertain" if answer.confidence < _EVEN or answer.certainty is None else answer.certainty.capitalize()
    return f"{word} ({answer.confidence:.0%})"
