"""How likely a pointer of a question means this or that of what was named before."""

import math
from collections.abc import Mapping

from index.analysis import terms
from qa.answering.memory import Memory, Referent
from qa.answering.pointers import Slot, Sort

_PLACE_CUES = frozenset("in at from near to into around across".split())
_ASKED_CUES = frozenset("about is are was were".split())
_NOT_PERSONS = frozenset(
    terms(
        """
        university college school church court company council committee league cup award prize festival museum bank
        union act bill law treaty war battle album band party project institute senate congress house guard states city
        """
    )
)
_PERSONS: frozenset[Sort] = frozenset({"he", "she"})
_THINGS: frozenset[Sort] = frozenset({"it", "this", "noun"})

# Logistic weights, fitted on half of CANARD's development dialogues: `python -m bench.follow_ups --fit`.
WEIGHTS: Mapping[str, float] = {
    "a person": 0.45,
    "a place": -0.38,
    "asked about": 0.70,
    "begins sentences only": 0.47,
    "beside the noun": 0.68,
    "bias": -3.37,
    "by the same word": 1.24,
    "in the first question": 0.89,
    "in the last question": 0.22,
    "is a name": 0.95,
    "is the answer": 0.43,
    "named by the user": 1.00,
    "named in answers": 0.26,
    "named last": 0.54,
    "near": 1.68,
    "number agrees": 0.51,
    "pointed at before": 0.06,
    "sort it": -0.28,
    "sort noun": -0.03,
    "sort other": 0.01,
    "sort person": -0.81,
    "sort short": -0.63,
    "sort the": -0.65,
    "sort they": -0.83,
    "sort this": -0.14,
    "the only name": 1.48,
}
# From which likelihood a referent is put in. Pointers want one; what only seems incomplete needs good grounds.
THRESHOLDS: Mapping[Sort, float] = {
    "he": 0.25, "she": 0.25, "they": 0.25, "it": 0.25, "this": 0.25,
    "noun": 0.5, "other": 0.35, "short": 0.85, "the": 0.9,
}  # fmt: skip


def likelihood(referent: Referent, slot: Slot, memory: Memory) -> float:
    """Return 0 to 1: that the human who completed the question would have named ``referent`` for ``slot``."""
    total = sum(WEIGHTS[name] * value for name, value in features(referent, slot, memory).items())
    return 1 / (1 + math.exp(-total))


def features(referent: Referent, slot: Slot, memory: Memory) -> dict[str, float]:
    """Return what speaks for and against ``referent``, each about 0 to 1."""
    now = memory.turns
    seen = referent.sightings
    user = [sighting for sighting in seen if sighting.by_user]
    sort = slot.sort
    noun = frozenset(terms(slot.noun))
    is_plural = referent.text.endswith("s")
    return {
        "bias": 1.0,
        f"sort {'person' if sort in _PERSONS else sort}": 1.0,
        "is a name": float(referent.is_name),
        "begins sentences only": float(all(sighting.mention.opens for sighting in seen)),
        "the only name": float(referent.is_name and memory.names == 1),
        "near": 1 / max(1, now - referent.latest),
        "in the last question": float(referent.carried == now - 2 or any(s.turn == now - 2 for s in user)),
        "in the first question": float(any(sighting.turn == 0 for sighting in user)),
        "asked about": float(any(s.mention.before in _ASKED_CUES and not s.mention.after for s in user)),
        "named by the user": math.log1p(len(user)),
        "named in answers": math.log1p(len(seen) - len(user)),
        "named last": float(referent is memory.newest),
        "is the answer": float(any(s.whole and s.turn == now - 1 for s in seen)),
        "pointed at before": float(referent.carried >= 0),
        "by the same word": float(sort in referent.stood_for),
        "a place": float(_is_place(referent)),
        "beside the noun": float(is_beside(referent, noun)),
        "a person": min(referent.personal, 3) / 3 * (1 if sort in _PERSONS else -1 if sort in _THINGS else 0),
        "number agrees": float(is_plural) * (1 if sort == "they" else -1 if sort in _PERSONS | {"it"} else 0),
    }


def may_be(referent: Referent, slot: Slot) -> bool:
    """Say whether nothing speaks against it outright: nobody calls Ohio or a university "she"."""
    if slot.sort not in _PERSONS | {"they"}:
        return True
    if _is_place(referent):
        return False
    return slot.sort == "they" or not referent.terms & _NOT_PERSONS


def _is_place(referent: Referent) -> bool:
    return all(sighting.mention.before in _PLACE_CUES for sighting in referent.sightings)


def is_beside(referent: Referent, noun: frozenset[str]) -> bool:
    """Say whether ``referent`` was named right beside ``noun``: "the album Low-Life" tells what Low-Life is."""
    beside = (f"{sighting.mention.before} {sighting.mention.after}" for sighting in referent.sightings)
    return bool(noun) and any(noun & frozenset(terms(text)) for text in beside)
