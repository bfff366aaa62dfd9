"""Subtitles and transcripts (SubRip, WebVTT): what is said, joined to paragraphs, each with its time above it.

Source: W3C, "WebVTT: The Web Video Text Tracks Format", section 4.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.errors import UnreadableDocumentError
from index.parsers.blocks import BlockBuilder
from index.parsers.decoding import decode
from index.records import Content, Span

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"[ \t]*{_CLOCK}[ \t]+-->[ \t]+{_CLOCK}(?:[ \t].*)?$")
_VOICE = re.compile(r"<v(?:\.[^ >]*)?[ \t]+([^>]{1,200})>")
_TAG = re.compile(r"</?[A-Za-z0-9.:][^>]{0,200}>|\{\\[^}]{0,200}\}")
_PAUSE = 2.0  # seconds of silence between two paragraphs
_LONG = 500  # characters, after which a paragraph ends at the next end of a sentence
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？")


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words shown together. Times in seconds from the beginning."""

    start: float
    end: float
    speaker: str  # empty where nobody is named
    words: str


def parse_captions(data: bytes, name: str) -> Content:
    """Read the subtitles or the transcript of a recording (SubRip, WebVTT).

    Raises:
        UnreadableDocumentError: the file is not text, or holds no line of times.
    """
    cues = list(_cues(decode(data, name)))
    if not cues:
        raise UnreadableDocumentError(f"{name}: no line like 00:00:01.000 --> 00:00:04.000 is in it; not subtitles.")
    text = ""
    blocks = BlockBuilder()
    for paragraph in _paragraphs(cues):
        first = paragraph[0]
        text += "\n\n" if text else ""
        time = Span(len(text), len(text) + len(_clock(first.start)))
        blocks.boilerplate(time, "the time at which it is said")
        words = " ".join(cue.words for cue in paragraph)
        said = f"{first.speaker}: {words}" if first.speaker else words
        text += f"{_clock(first.start)}\n{said}"
        blocks.add("paragraph", Span(time.end + 1, len(text)))
    return Content(text=text, blocks=blocks.build())


def _cues(text: str) -> Iterator[_Cue]:
    """Yield the cues in their order. Notes, styles and regions of WebVTT have no times, so they are none."""
    for group in re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = group.strip("\n").split("\n")
        place = next((i for i, line in enumerate(lines[:2]) if _TIMES.match(line)), None)
        if place is None:
            continue
        times = _TIMES.match(lines[place])
        if times is None:
            continue
        payload = "\n".join(lines[place + 1 :])
        voice = _VOICE.search(payload)
        words = " ".join(html.unescape(_TAG.sub("", _VOICE.sub("", payload))).split())
        if words:
            parts = times.groups()
            speaker = " ".join(html.unescape(voice[1]).split()) if voice else ""
            yield _Cue(_seconds(parts[:4]), _seconds(parts[4:]), speaker, words)


def _paragraphs(cues: list[_Cue]) -> Iterator[list[_Cue]]:
    """Yield cues that belong together: of one speaker, without a pause, and not endless."""
    found: list[_Cue] = []
    for cue in cues:
        if found and _is_new(found, cue):
            yield found
            found = []
        found.append(cue)
    yield found


def _is_new(found: list[_Cue], cue: _Cue) -> bool:
    last = found[-1]
    if cue.speaker != last.speaker or cue.words.startswith(("- ", "– ")):
        return True
    if not last.words.endswith(_SENTENCE_ENDS):
        return False
    return cue.start - last.end >= _PAUSE or sum(len(each.words) + 1 for each in found) > _LONG


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction}")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"[{hours}:{minutes:02}:{rest:02}]"
