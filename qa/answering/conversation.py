"""Follow-ups: the question that would be asked if nothing had been said before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis import terms
from qa.answering.ellipsis import completed, is_fragment
from qa.answering.intent import Intent, intent_of
from qa.answering.likelihood import THRESHOLDS, is_beside, likelihood, may_be
from qa.answering.memory import Memory, Referent
from qa.answering.mentions import names
from qa.answering.pointers import Slot, is_generic, is_kind, is_pointer, slots
from qa.answering.records import Turn
from qa.answering.wording import is_our_own

_QUOTED = re.compile(r"“([^”]*)”\s*\[\d+\]")
_NOT_SAID = re.compile(r"\[\^?\d{1,3}\]|^\W*(?:sources|references)\W*$.*", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_FIRST, _LAST = 2, 18  # turns that are heard of a long conversation: what it began with, and what was said lately
_FEW_TERMS = 2


@dataclass(frozen=True, slots=True)
class _Filled:
    """A pointer and what it means."""

    slot: Slot
    referent: Referent


def standalone(question: str, history: Sequence[Turn]) -> str:
    """Return ``question`` with what it points at put in its place; itself where it points at nothing known.

    Whole turns are never joined to it: they drown the new question.
    """
    memory, before = remembered(history)
    return _resolved(question, before, memory)


def remembered(history: Sequence[Turn]) -> tuple[Memory, str]:
    """Return what ``history`` names, and the user's last question as it stands alone."""
    heard = history if len(history) <= _FIRST + _LAST else (*history[:_FIRST], *history[-_LAST:])
    memory = Memory()
    before = ""
    for turn in heard:
        if turn.role == "user":
            alone = _resolved(turn.content, before, memory)
            if terms(alone) and intent_of(turn.content) is not Intent.GREETING:
                before = alone
            memory.hear(turn.content, by_user=True)
        else:
            memory.hear(_said(turn.content), by_user=False)
    return memory, before


def needs_context(question: str, history: Sequence[Turn]) -> bool:
    """Say whether ``question`` points at something that neither it nor the conversation names."""
    if standalone(question, history) != question:
        return False
    if not terms(question):
        return True
    pointing = any(is_pointer(slot) and slot.sort != "the" for slot in slots(question))
    return pointing and not names(question) and len(set(terms(question))) <= _FEW_TERMS


def _said(content: str) -> str:
    """Return what an answer tells about the world: its quotes where it has any, nothing of what we say ourselves."""
    borne_out = "\n".join(line for line in content.splitlines() if not is_our_own(line))
    quotes = _QUOTED.findall(borne_out)
    return "\n".join(quotes) if quotes else _NOT_SAID.sub("", borne_out)


def _resolved(question: str, before: str, memory: Memory) -> str:
    if before and is_fragment(question):
        whole = completed(question, before)
        if whole is not None:
            for referent in memory.referents:
                if referent.terms <= frozenset(terms(whole)) - frozenset(terms(question)):
                    referent.carried = memory.turns
            return whole
    filled = _filled(question, memory)
    for item in sorted(filled, key=lambda item: item.slot.start, reverse=True):
        question = _put_in(question, item)
    return question


def _filled(question: str, memory: Memory) -> list[_Filled]:
    asked = frozenset(terms(question))
    filled: list[_Filled] = []
    for slot in slots(question):
        if slot.sort not in THRESHOLDS or _is_named(slot, asked, memory):
            continue
        taken = [item.referent for item in filled]
        likely = [
            (likelihood(referent, slot, memory), -place, referent)
            for place, referent in enumerate(memory.referents)
            if may_be(referent, slot) and not referent.terms <= asked and not any(referent is other for other in taken)
        ]
        chance, _, referent = max(likely, key=lambda entry: entry[:2], default=(0.0, 0, None))
        if referent is not None and chance >= THRESHOLDS[slot.sort]:
            filled.append(_Filled(slot, referent))
    for item in filled:
        memory.settle(item.referent, item.slot)
    return filled


def _is_named(slot: Slot, asked: frozenset[str], memory: Memory) -> bool:
    """Say whether the question names, if only in small letters, something known: then nothing is missing."""
    known = [referent for referent in memory.referents if referent.is_name]
    if slot.sort == "the" and any(frozenset(terms(slot.noun)) <= referent.terms for referent in known):
        return True
    return (slot.sort == "the" or not is_pointer(slot)) and any(referent.terms <= asked for referent in known)


def _put_in(question: str, item: _Filled) -> str:
    slot, referent = item.slot, item.referent
    shown = (
        f"the {referent.text}"
        if referent.article == "the" or (referent.article and not referent.is_name)
        else referent.text
    )
    if not is_pointer(slot):
        return f"{question[: slot.start]} ({shown}){question[slot.end :]}"
    if slot.possessive:
        shown += "'" if shown.endswith("s") else "'s"
    elif slot.noun:
        shown = _with_noun(slot, referent, shown)
    if slot.start == 0:
        shown = shown[0].upper() + shown[1:]
    return question[: slot.start] + shown + slot.tail + question[slot.end :]


def _with_noun(slot: Slot, referent: Referent, shown: str) -> str:
    """Return "the song X" where X is a song, "the end of X" where it is something else's."""
    noun = frozenset(terms(slot.noun))
    if noun <= referent.terms or is_generic(slot.noun):
        return shown if referent.is_name else f"the {referent.text}"
    if is_kind(slot.noun) or is_beside(referent, noun):
        return f"the {slot.noun} {referent.text}"
    return f"the {slot.noun} of {shown}"
