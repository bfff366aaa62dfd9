"""What an office document is called, by what its author wrote rather than by what a program filled in."""

import re

from index.parsers.tidy import one_line
from index.sentences import sentence_spans

# What programs and templates put where a title belongs: their own name, the kind of the file, or its name.
_FILLED_IN = re.compile(
    r"(?:(?:microsoft|libreoffice|openoffice)\s+)?(?:word|excel|powerpoint|writer|impress|office)?\s*"
    r"(?:document|presentation|workbook|spreadsheet|untitled|dokument|pr[äa]sentation|title|slide|book|sheet)"
    r"\s*-?\s*\(?\d*\)?|"
    r"microsoft (?:word|excel|powerpoint|office)\b.*|(?:power\s?point|word|excel|normal|template|default)|"
    r"[\[<(].*[\]>)]|.*\.(?:docx?|dotx?|docm|xlsx?|pptx?|odt|ods|rtf|pdf|txt|indd|wpd)|click to (?:add|edit) .*",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"(?:table of )?contents|index|cover (?:page|sheet)|inhalt(?:sverzeichnis)?|(?:\d[\d.]*\s+)?introduction",
    re.IGNORECASE,
)

_SENTENCE_ENDS = (".", ":", ";", ",", "!")
_MAX_SET_HEADING = 100  # characters of a heading that only its looks tell
_MAX_SECTION = 200  # and of one whose number tells: "4. Control of the boat:"
_SECTION = re.compile(r"(\d{1,2})\.?\s+\S")
_FEW_WORDS = 6  # of a heading that ends with a full stop all the same: "9.1 Liability Caps."


def is_clause(text: str) -> bool:
    """Say whether what is set as a heading is running text: contracts number whole clauses with a heading's style."""
    return text.endswith(_SENTENCE_ENDS) and (len(text.split()) > _FEW_WORDS or len(sentence_spans(text)) > 1)


def may_be_heading(text: str) -> bool:
    """Say whether a paragraph that stands out is short and ends as headings do."""
    return len(text) <= _MAX_SET_HEADING and not text.endswith(_SENTENCE_ENDS)


def section_of(text: str) -> int | None:
    """Return the number of a section that a line may be the heading of; None where it begins with none."""
    found = _SECTION.match(text)
    return int(found[1]) if found and len(text) <= _MAX_SECTION else None


def is_first_of(section: int, text: str) -> bool:
    """Say whether a line is the first of a section's own numbers: "4.1"."""
    return re.match(rf"{section}\.1(?!\d)", text) is not None


def given_title(said: str | None) -> str | None:
    """Return a title from a file's properties on one line; None where a program filled it in."""
    title = one_line(said)
    return None if title is None or _FILLED_IN.fullmatch(title) else title


def title_of(own: str | None, heading: str | None, given: str | None) -> str | None:
    """Return what to call a document.

    Args:
        own: the paragraph set as the title.
        heading: the first heading.
        given: the title in the file's properties.
    """
    named = heading if heading and not _PARTS.fullmatch(heading) else None
    return own or named or given_title(given) or heading
