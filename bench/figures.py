"""The figures that README.md and docs/results.md speak of: tables whose figures stand in braces; see `results`."""

import re

from bench import results

# Short for systems as they are served.
_SHORT = {
    "{S ": "{seeds > as shipped > ",
    "{1 - S ": "{1 - seeds > as shipped > ",
    "{D ": "{squad2, fold dev > as shipped > ",
    "{O ": "{squad2, fold dev, own paragraph > as shipped > ",
    "{X ": "{xquad_en, fold dev > as shipped > ",
}
MEASURED = """\
| what | figure | command |
|---|---|---|
| squad2, 1,216 paragraphs: the right paragraph first | {D retrieval R@1} \
(search alone {squad2, fold dev > hybrid > retrieval R@1}) | `qa evaluate $DATA/squad2 --fold dev` |
| the same 1,275 questions, 741 of them written to look answerable: told apart \
| AUROC {D abstention auroc} | the same |
| the words that answer, in the question's own paragraph | F1 {O answer f1} | the same with `--given own` |
| the seeds' own 247 questions, 84 of them without an answer | {S abstention unanswerable_refused:%} of those refused, \
{S abstention answerable_answered:%} of the others answered, AUROC {S abstention auroc} | `qa evaluate seeds` |
| quotes that are exactly what stands at their offsets, every set | {least citations exact_rate} | the same |
| a whole answer over 1,216 paragraphs | p50 {alone p50:ms} ms, p95 {alone p95:ms} ms (first 400 questions, nothing \
else running); {D latency_ms p50:ms} and {D latency_ms p95:ms} beside another evaluation \
| the first, with `--limit 400` |
| article text of 86 news pages, F1 of 4-word shingles (trafilatura: {article text by trafilatura}) | {article text} \
| `python bench/extraction.py` |
"""
# Floor and goal say what was asked of the figures outside of parentheses, one after another.
TARGETS = """\
| what | set | floor | goal | measured |
|---|---|---|---|---|
| answers or not, AUROC, own paragraph | squad2 dev | .70 | .85 | {O abstention auroc} |
| the same, open | squad2 dev | .70 | .82 | {D abstention auroc} |
| against near-miss paragraphs | squad2 dev, 300 pairs | .94 | .97 | {near misses} |
| F1 of the best span, own paragraph | squad2 dev | .77 | .84 | {best span} \
(of the first highlight of the first citation {O answer f1}) |
| F1 of the first highlight, open | xquad_en dev | .66 | .78 | {X answer f1} |
| R@1 | squad2 dev, answerable | .88 | .93 | {D retrieval R@1} \
({squad2, fold dev > hybrid > retrieval R@1} without the reader) |
| sentence_hit@1, open | xquad_en dev | .84 | .90 | {X answer sentence_hit@1} |
| answer sentence MAP | wikiqa_dev / trecqa_dev | .74 / .76 | .82 / .85 | {wikiqa_dev > as shipped > retrieval MAP} \
({wikiqa_dev > hybrid > retrieval MAP} without the reader) / {trecqa_dev > as shipped > retrieval MAP} \
({trecqa_dev > hybrid > retrieval MAP}) |
| nDCG@10 | scifact_train | .740 | .76 | {scifact_train > as shipped > retrieval nDCG@10} \
({scifact_train > hybrid > retrieval nDCG@10} without the reader) |
| answerable answered at 5% wrong | squad2 dev, open | .15 | .35 \
| {D abstention answerable_answered_at_5_percent_wrong} |
| calibration error | squad2 dev, open | .08 | .04 | {D abstention ece} (own paragraph {O abstention ece}) |
| sound-alikes refused / answerable lost | seeds | 80% / 10% | 95% / 3% | {S abstention unanswerable_refused:%} \
/ {1 - S abstention answerable_answered:%} |
| nDCG@10 of follow-ups: gained by the history | inscit_dev, 182 later turns | .04 | | {follow-ups gain} \
({follow-ups last turn alone} -> {follow-ups with history}) |
| whole answer, warm, p95 in ms | squad2 dev | 400 | 250 | {alone p95:ms} (first 400 questions, alone on the machine: \
p50 {alone p50:ms}; {D latency_ms p50:ms} and {D latency_ms p95:ms} with a second evaluation running) |
"""


def measured(kept: results.Results) -> str:
    """Return README's table of figures."""
    return kept.filled(_long(MEASURED))


def targets(kept: results.Results) -> str:
    """Return the table of targets: bold where a goal is reached, "missed" where a figure is under its floor."""
    heads, lines = TARGETS.splitlines()[:2], _long(TARGETS).splitlines()[2:]
    return "\n".join([*heads, *(with_marks(line, kept) for line in lines)]) + "\n"


def _long(template: str) -> str:
    for short, name in _SHORT.items():
        template = template.replace(short, name)
    return template


def with_marks(line: str, kept: results.Results) -> str:
    *cells, said = line.strip("|").split("|")
    bounds = zip(cells[2].split("/"), cells[3].split("/"), strict=True)

    def put(found: re.Match[str]) -> str:
        text = kept.filled(found[0])
        return text if found[0].startswith("(") else _marked(text, *next(bounds))

    return "|".join(["", *cells, re.sub(r"\([^()]*\)|\{[^{}]*\}", put, said), ""])


def _marked(text: str, floor: str, goal: str) -> str:
    value, least, best = (float(part.strip(" %") or "nan") for part in (text, floor, goal))
    sign = -1 if best < least else 1
    if sign * value >= sign * best:
        return f"**{text}**"
    return f"{text}: **missed**" if sign * value < sign * least else text
