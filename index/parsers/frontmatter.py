"""The block of fields that a text or Markdown file may begin with: YAML between ---, TOML between +++."""

import re
import tomllib
from dataclasses import dataclass

from index.parsers.dates import iso_date
from index.records import Block, Span

_BLOCK = re.compile(r"(---|\+\+\+)[ \t]*(?:\r\n|\r|\n)(.*?)(?:\r\n|\r|\n)(\1|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)", re.DOTALL)
_MAX_CHARACTERS = 20_000  # longer than any front matter: what stands between two rules then is text
_KEY = re.compile(r"[A-Za-z_][\w .-]*")
_CONTINUATION = re.compile(r"$|[ \t]+\S|-[ \t]|#")
_TITLE_KEYS = ("title", "headline", "name")
_URL_KEYS = ("url", "canonical", "canonical_url", "source_url", "link", "permalink", "source")
_DATE_KEYS = ("date", "published", "publish_date", "published_at", "pubdate", "created", "updated", "lastmod")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the block says of the document, and where the text begins after it."""

    end: int = 0  # 0: there is none
    title: str | None = None
    url: str | None = None
    date: str | None = None

    def boilerplate(self) -> tuple[Block, ...]:
        """Return the fields as boilerplate: they describe the text and are no part of it."""
        return (Block("boilerplate", Span(0, self.end), why="front matter"),) if self.end else ()


def parse(text: str) -> FrontMatter:
    """Read the front matter of ``text``; without any, every field is empty.

    A thematic break (---) at the top of a Markdown file is not front matter unless every line up to the next one is
    a field.
    """
    found = _BLOCK.match(text, 0, _MAX_CHARACTERS)
    if found is None:
        return FrontMatter()
    fields = _toml(found[2]) if found[1] == "+++" else _yaml(found[2])
    if not fields:
        return FrontMatter()
    return FrontMatter(
        end=found.end(),
        title=_first(fields, _TITLE_KEYS),
        url=_web_address(fields),
        date=iso_date(_first(fields, _DATE_KEYS) or ""),
    )


def _toml(block: str) -> dict[str, str]:
    try:
        table = tomllib.loads(block.replace("\r\n", "\n").replace("\r", "\n"))
    except tomllib.TOMLDecodeError:
        return {}
    return {key.lower(): str(value) for key, value in table.items()}


def _yaml(block: str) -> dict[str, str]:
    """Take the plain top-level fields; a line that is neither field nor continuation means this is no YAML."""
    fields: dict[str, str] = {}
    for line in re.split(r"\r\n|\r|\n", block):
        key, colon, value = line.partition(":")
        if colon and _KEY.fullmatch(key) and value[:1] in ("", " ", "\t"):
            fields[key.strip().lower()] = _unquoted(value)
        elif not _CONTINUATION.match(line):
            return {}
    return fields


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        inner = value[1:-1]
        return inner.replace("''", "'") if value[0] == "'" else inner.replace('\\"', '"')
    return re.split(r"\s+#", value, maxsplit=1)[0]


def _first(fields: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next((fields[key] for key in keys if fields.get(key, "").strip()), None)


def _web_address(fields: dict[str, str]) -> str | None:
    values = (fields.get(key, "") for key in _URL_KEYS)
    return next((value for value in values if value.startswith(("http://", "https://"))), None)
