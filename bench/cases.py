"""Cases made after bug reports of other tools: each question as a user would ask it, held against what was wanted.

    python -m bench.cases [CHECKOUT...] [--json] [--write docs/cases.md]

Without a checkout this one is asked. The cases lie in QA_TEST_DATA/cases, ``NN-name/{docs,ask.json}``. What is wanted
is written there in words for people; case_expectations.json says, without their words, which of them must come how.
Of a question's alternatives (``or``) one must hold, and of it every condition:

    quoted PLACE        stands in a citation's quote, or in the context that is shown with it
    highlighted PLACE   stands in a highlight, and in no wider one than a cell
    absent PLACE        stands in no quote
    page PLACE          a citation with everything that is to be quoted is of that page
    title PLACE         stands in a citation's title
    sentence            a citation with everything that is to be quoted begins and ends as a sentence does
    silent              nothing is quoted
    reported            indexing said that something could not be read
    understood          nothing was refused with an exception's bare name

PLACE is ``want FROM TO``, words of what is wanted, or ``file N FROM TO``, characters of the case's Nth document.
"""

import html
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.comparing import HERE, Json, answering_options, revision, rows, write_table

_MARKS = ".,;:()\"'"
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—"), "-") | dict.fromkeys(map(ord, "\u00ad\u200b\ufeff*\\"))
_SENTENCE = re.compile(r"[A-Z0-9].*[.!?]", re.DOTALL)
_EXCEPTION = re.compile(r"\b[A-Z]\w*(Error|Exception)\b")


def plain(text: str) -> str:
    """Return ``text`` as a person sees it: without escapes and invisible characters, on one line."""
    text = unicodedata.normalize("NFKC", html.unescape(text).translate(_DASHES)).casefold()
    return re.sub(r"\s*×\s*", "×", " ".join(text.split()))


def says(text: str, words: str) -> bool:
    """Say whether ``words`` stand in ``text``, not inside longer words or numbers."""
    return re.search(rf"(?<!\w){re.escape(plain(words))}(?!\w)", plain(text)) is not None


@dataclass(frozen=True, slots=True)
class Case:
    """What was asked, what is wanted, and the documents that it is asked of."""

    name: str
    questions: Sequence[Json]
    rules: Sequence[str]
    documents: Sequence[Path]

    def words(self, place: Sequence[str], number: int) -> str:
        """Return the words at a place: ``want FROM TO`` of the question's number, or ``file N FROM TO``."""
        if place[0] == "file":
            which, start, end = map(int, place[1:])
            return self.documents[which].read_text(encoding="utf-8")[start:end]
        start, end = map(int, place[1:])
        return " ".join(self.questions[number]["want"].split()[start:end]).strip(_MARKS)


def passes(case: Case, number: int, answer: Json, reports: Sequence[Sequence[str]]) -> bool:
    """Say whether what came to a case's question is what is wanted."""
    return any(
        _holds(case, number, [condition.split() for condition in alternative.split(", ")], answer, reports)
        for alternative in case.rules[number].split(" or ")
    )


def _holds(
    case: Case, number: int, conditions: Sequence[list[str]], answer: Json, reports: Sequence[Sequence[str]]
) -> bool:
    citations = answer["citations"]
    shown = ["\n".join([each["quote"], *each["context"]]) for each in citations]
    wanted = [case.words(place, number) for kind, *place in conditions if kind == "quoted"]
    # Where one citation has all of it, page and sentence are that one's.
    whole = [each for each, text in zip(citations, shown, strict=True) if all(says(text, words) for words in wanted)]

    def holds(kind: str, place: list[str]) -> bool:
        words = case.words(place, number) if place else ""
        return {
            "quoted": lambda: any(says(text, words) for text in shown),
            "highlighted": lambda: any(_highlights(each, words) for each in citations),
            "absent": lambda: bool(citations) and not any(says(each["quote"], words) for each in citations),
            "page": lambda: any(str(each["page"]) == words for each in whole),
            "title": lambda: any(says(each["title"], words) for each in citations),
            "sentence": lambda: any(_SENTENCE.fullmatch(each["quote"].strip()) for each in whole),
            "silent": lambda: not citations,
            "reported": lambda: bool(reports),
            "understood": lambda: not any(_EXCEPTION.search(reason) for _, reason in reports),
        }[kind]()

    return all(holds(kind, place) for kind, *place in conditions)


def _highlights(citation: Json, words: str) -> bool:
    return any(says(light, words) and not re.search(r"[\t\n|]", light) for light in citation["highlights"])


def read_cases(folder: Path) -> list[Case]:
    """Return the cases that there are expectations for."""
    expectations = json.loads((HERE / "case_expectations.json").read_text(encoding="utf-8"))
    cases = []
    for name, rules in expectations.items():
        asked = json.loads((folder / name / "ask.json").read_text(encoding="utf-8"))
        cases.append(Case(name, asked["questions"], rules, sorted((folder / name / "docs").iterdir())))
    return cases


def answers(checkout: Path, folder: Path) -> dict[str, Json]:
    """Return what the product as it is in ``checkout`` said to each case, by the case's name."""
    return {row["case"]: row for row in rows(checkout, "ask_cases.py", folder)}


def outcome(case: Case, said: Json) -> list[bool]:
    """Return whether each of the case's questions passes."""
    return [passes(case, number, answer, said["reports"]) for number, answer in enumerate(said["answers"])]


def table(cases: Sequence[Case], outcomes: dict[str, dict[str, list[bool]]]) -> Iterator[str]:
    """Yield a Markdown table: a row for each case, a column for each revision."""
    yield f"| case | formats | questions | {' | '.join(outcomes)} |"
    yield f"|---|---|---:|{'---|' * len(outcomes)}"
    for case in cases:
        formats = sorted({path.suffix.lower().lstrip(".") or "none" for path in case.documents})
        cells = [_cell(passed[case.name]) for passed in outcomes.values()]
        yield f"| {case.name} | {' '.join(formats)} | {len(case.questions)} | {' | '.join(cells)} |"
    sums = [[each for row in passed.values() for each in row] for passed in outcomes.values()]
    whole = [sum(all(row) for row in passed.values()) for passed in outcomes.values()]
    count = sum(len(case.questions) for case in cases)
    yield f"| **questions that pass** | | {count} | {' | '.join(f'**{sum(each)}**' for each in sums)} |"
    yield f"| **cases that pass whole** | | {len(cases)} | {' | '.join(f'**{each}**' for each in whole)} |"


def _cell(passed: Sequence[bool]) -> str:
    failed = [str(number) for number, each in enumerate(passed, 1) if not each]
    return f"fails {', '.join(failed)}" if failed else "passes"


def details(case: Case, said: Json) -> Iterator[str]:
    """Yield, question by question, what was wanted and what came."""
    for number, (row, passed) in enumerate(zip(case.questions, outcome(case, said), strict=True)):
        answer = said["answers"][number]
        came = " // ".join(f"{each['quote']!r} {each['highlights']}" for each in answer["citations"]) or "silent"
        yield f"{'pass' if passed else 'FAIL'}  {case.name} {number + 1}. {row['q']}"
        yield f"      wanted: {row['want']}"
        yield f"      came ({answer['confidence']:.2f}): {came}"


def main() -> int:
    """Ask, print, and write the table where one is wanted."""
    options = answering_options(__doc__).parse_args()
    if "QA_TEST_DATA" not in os.environ:
        print("set QA_TEST_DATA to the folder of test data", file=sys.stderr)
        return 2
    folder = Path(os.environ["QA_TEST_DATA"]) / "cases"
    cases = read_cases(folder)
    said = {revision(path): answers(path, folder) for path in options.checkouts}
    outcomes = {name: {case.name: outcome(case, rows[case.name]) for case in cases} for name, rows in said.items()}
    made = list(table(cases, outcomes))
    if options.json:
        print(json.dumps({"outcomes": outcomes, "answers": said}, ensure_ascii=False))
    else:
        last = list(said.values())[-1]
        print(*(line for case in cases for line in details(case, last[case.name])), "", *made, sep="\n")
    if options.write:
        write_table(options.write, made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
