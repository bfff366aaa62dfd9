"""Every public development set, with every retriever and reader, as the tables of docs/results.md.

    QA_TEST_DATA=... python bench/evaluation_table.py RUNS [SET ...]

Each row is one `qa evaluate` command, printed under its table; its run is kept in RUNS/SET/SETTING and not made again.
Remove a folder to measure anew. Latencies depend on what else the machine does, and are left out.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.evaluation.report.tables import shown


@dataclass(frozen=True)
class Entry:
    """One set as it is reported."""

    name: str
    path: str  # below QA_TEST_DATA, or a path of this repository
    options: tuple[str, ...] = ()
    answers: bool = True  # False: what is right is a document, so that ranking is all there is to judge


@dataclass(frozen=True)
class Setting:
    """One system."""

    name: str
    options: tuple[str, ...]


NO_TRAINING_CONTEXTS = ("--without", "$DATA/train/contexts.jsonl.gz")
ENTRIES = (
    Entry("seeds", "seeds", ("--by", "kind")),
    Entry("squad2, fold dev", "squad2", ("--fold", "dev")),
    Entry("squad2, fold dev, own paragraph", "squad2", ("--fold", "dev", "--given", "own")),
    Entry("squad2, fold dev, without training contexts", "squad2", ("--fold", "dev", *NO_TRAINING_CONTEXTS)),
    Entry("squad2, all folds", "squad2", answers=False),
    Entry("xquad_en, fold dev", "xquad_en", ("--fold", "dev")),
    Entry("xquad_en, all", "xquad_en", answers=False),
    Entry("scifact_train", "scifact_train"),
    Entry("cranfield", "cranfield", answers=False),
    Entry("inscit_dev", "inscit_dev"),
    Entry("inscit_dev, last turn alone", "inscit_dev", ("--no-history",), answers=False),
    Entry("wikiqa_dev", "wikiqa_dev"),
    Entry("trecqa_dev", "trecqa_dev"),
    Entry("trecqa_train", "trecqa_train"),
    Entry("policyqa_dev", "policyqa_dev"),
    Entry("cuad_dev", "cuad_dev"),
    Entry("mix_dev", "mix_dev"),
)
RETRIEVERS = tuple(Setting(name, ("--reader", "none", "--retriever", name)) for name in ("dense", "lexical", "hybrid"))
READERS = (Setting("as shipped", ()), Setting("similarity reader", ("--reader", "similarity")))

RETRIEVAL = {
    "nDCG@10": ("retrieval", "nDCG@10"),
    "MAP": ("retrieval", "MAP"),
    "MRR@10": ("retrieval", "MRR@10"),
    "R@1": ("retrieval", "R@1"),
    "R@5": ("retrieval", "R@5"),
    "R@100": ("retrieval", "R@100"),
    "Success@1": ("retrieval", "Success@1"),
    "passage nDCG@10": ("retrieval_passage", "nDCG@10"),
    "passage Success@1": ("retrieval_passage", "Success@1"),
}
ANSWERS = {
    "exact match": ("answer", "exact_match"),
    "f1": ("answer", "f1"),
    "sentence_hit@1": ("answer", "sentence_hit@1"),
    "unit_hit@3": ("answer", "unit_hit@3"),
    "evidence f1": ("answer", "evidence_f1"),
    "groups": ("answer", "groups_covered"),
    "shipped f1": ("answer_shipped", "f1"),
    "shipped sentence_hit@1": ("answer_shipped", "sentence_hit@1"),
    "exact_rate": ("citations", "exact_rate"),
}
SILENCE = {
    "AUROC": ("abstention", "auroc"),
    "average precision": ("abstention", "average_precision"),
    "f1": ("abstention", "f1"),
    "coverage": ("abstention", "coverage"),
    "answerable answered": ("abstention", "answerable_answered"),
    "unanswerable refused": ("abstention", "unanswerable_refused"),
    "answered at 5% wrong": ("abstention", "answerable_answered_at_5_percent_wrong"),
    "ECE": ("abstention", "ece"),
}
Columns = dict[str, tuple[str, str]]
Summary = dict[str, dict[str, object]]


def main(words: Sequence[str]) -> None:
    """Make what is missing of the runs and print the tables."""
    runs, wanted = Path(words[0]), set(words[1:])
    entries = [entry for entry in ENTRIES if not wanted or entry.path in wanted]
    ranking = [
        (e, s) for e in entries if "own" not in e.options for s in (*RETRIEVERS, *(READERS if e.answers else ()))
    ]
    answering = [(e, s) for e in entries if e.answers for s in READERS]
    for title, pairs, columns in (
        ("Retrieval", ranking, RETRIEVAL),
        ("Answers, of the answerable", answering, ANSWERS),
        ("Silence", answering, SILENCE),
    ):
        print(f"\n### {title}\n")
        table([(entry, setting, summary(runs, entry, setting)) for entry, setting in pairs], columns)
    print("\n### Commands\n")
    for entry, setting in dict.fromkeys([*ranking, *answering]):
        print(f"- {entry.name}, {setting.name}: `qa evaluate {' '.join(command(entry, setting))}`")


def command(entry: Entry, setting: Setting) -> list[str]:
    """Return the words after `qa evaluate`, with $DATA for the folder of sets."""
    path = entry.path if Path(entry.path).is_dir() else f"$DATA/{entry.path}"
    return [path, *entry.options, *setting.options]


def summary(runs: Path, entry: Entry, setting: Setting) -> Summary:
    """Return the run's summary, made now if it is not there."""
    folder = runs / entry.name.replace(", ", "-").replace(" ", "_") / setting.name.replace(" ", "_")
    if not (folder / "summary.json").exists():
        words = [word.replace("$DATA", os.environ["QA_TEST_DATA"]) for word in command(entry, setting)]
        print(f"making {folder}", file=sys.stderr)
        subprocess.run(
            [Path(sys.executable).with_name("qa"), "evaluate", *words, "--out", folder], check=True, stdout=2
        )
    found: Summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return found


def table(rows: Sequence[tuple[Entry, Setting, Summary]], columns: Columns) -> None:
    """Print one Markdown table; what does not apply is left empty."""
    print(f"| set | questions | system | {' | '.join(columns)} |")
    print("|---|---:|---|" + "---:|" * len(columns))
    for entry, setting, found in rows:
        cells = [shown(found.get(section, {}).get(metric, "")) for section, metric in columns.values()]
        if any(cells):
            print(f"| {entry.name} | {found['counts']['queries']:,} | {setting.name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main(sys.argv[1:])
