"""An answer as one text for chat front ends, which show ``content`` and drop every field that they do not know.

The answer comes first, then a block with the exact quotes and their places; where the documents do not answer, with
the closest statements, or else the nearest passages. Front ends render Markdown, and quotes are untrusted input: what
in them would fetch a picture, become HTML, redefine a marker or pass for that block is escaped, and a quote that had
to be escaped is repeated unchanged in a code block.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote as percent_encoded

from qa.answering.records import Answer, Citation, PassageResult
from qa.api.stream import MARKER

SOURCES = "**Sources**"
CLOSEST = "**Closest statements**"
NEAREST = "**Nearest passages**"
_SHOWN = 3  # passages
_EXCERPT = 240  # characters of one
_WITH_NEAREST = frozenset({"nothing_near", "near_but_silent"})  # reasons whose sentence refers to what is below

_HEADING = "|".join(map(re.escape, (SOURCES, CLOSEST, NEAREST)))

# A picture; a tag that is not escaped yet (after an even number of backslashes); the definition of a link; a fence,
# which would make code of the text after it and end our own code block early; and our headings, so that the first one
# in a content is ours.
_MARKUP = re.compile(
    r"(?P<picture>!\[)|(?<!\\)(?P<even>(?:\\\\)*)<(?=[A-Za-z/!?])"
    rf"|(?P<rest>\[(?=[^\]]{{1,99}}\]:)|`{{3,}}|~{{3,}}|{_HEADING})"
)
_IN_A_LABEL = re.compile(r"([\\`\[\]<])")
_SOURCES_BLOCK = re.compile(rf"(?:\A|\r?\n)[ \t]*(?:{_HEADING})[ \t]*(?:\r?\n|\Z)")


def content_of(answer: Answer, base_url: str) -> str:
    """Return the text to show; links lead to the page at ``base_url``, which ends in a slash."""
    parts = [escape_markup(answer.answer)]
    if answer.citations:
        parts += [SOURCES, *(_source(citation, base_url) for citation in answer.citations)]
    elif answer.reason in _WITH_NEAREST:
        parts += _nearest(answer, base_url)
    return "\n\n".join(parts)


def without_sources(content: str) -> str:
    """Return what `content_of` had said before the block that it added; any other text as it is."""
    block = _SOURCES_BLOCK.search(content)
    return content if block is None else content[: block.start()].rstrip()


def markers(answer: Answer) -> Iterator[tuple[Citation, int, int]]:
    """Yield each marker of the answer with its place in the content. What looks like one inside a quote is none."""
    text = escape_markup(answer.answer)
    for words in sorted((escape_markup(citation.quote) for citation in answer.citations), key=len, reverse=True):
        text = text.replace(words, " " * len(words))
    numbered = {citation.number: citation for citation in answer.citations}
    for match in MARKER.finditer(text):
        if citation := numbered.get(int(match[1])):
            yield citation, match.start(), match.end()


def link_to(place: Citation | PassageResult, base_url: str) -> str:
    """Return the address that opens the page at this place of this version of the document."""
    address = f"{base_url}#d={percent_encoded(place.document_id, safe='')}&s={place.start}&e={place.end}"
    return f"{address}&h={place.sha256}" if isinstance(place, Citation) else address


def escape_markup(text: str) -> str:
    """Escape what a Markdown renderer would fetch or execute; most texts hold nothing of the kind."""
    return _MARKUP.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    if match["picture"]:
        return "!\\["
    return f"\\{match['rest']}" if match["rest"] else f"{match['even']}\\<"


def _nearest(answer: Answer, base_url: str) -> list[str]:
    if answer.closest:
        return [CLOSEST, *(_source(citation, base_url) for citation in answer.closest)]
    shown = [_near(passage, base_url) for passage in answer.passages[:_SHOWN]]
    return [NEAREST, *shown] if shown else []


def _source(citation: Citation, base_url: str) -> str:
    page = "" if citation.page is None else f"page {citation.page}, "
    head = f"[{citation.number}] {_named(citation, base_url)}, {page}{_range(citation)}:"
    if escape_markup(citation.quote) == citation.quote:
        return f"{head} “{citation.quote}”"
    longest = max((len(run) for run in re.findall(r"`+", citation.quote)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{head}\n\n{fence}text\n{citation.quote}\n{fence}"


def _near(passage: PassageResult, base_url: str) -> str:
    said = " ".join(passage.text.split())
    excerpt = said if len(said) <= _EXCERPT else said[:_EXCERPT].rpartition(" ")[0] + " …"
    return f"{_named(passage, base_url)}, {_range(passage)}: {escape_markup(excerpt)}"


def _named(place: Citation | PassageResult, base_url: str) -> str:
    linked = f"[{_label(place.title)}]({link_to(place, base_url)})"
    return linked if place.title == place.source else f"{linked} ({_label(place.source)})"


def _range(place: Citation | PassageResult) -> str:
    return f"characters {place.start}–{place.end}"


def _label(text: str) -> str:
    return _IN_A_LABEL.sub(r"\\\1", " ".join(text.split()))
