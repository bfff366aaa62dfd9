"""What a page says of itself: address and date, and what it calls itself, from meta elements, links and JSON-LD."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from index.parsers.dates import iso_date
from index.parsers.html.title import title_of
from index.parsers.tidy import one_line

_TITLES = ("og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title")
_DATES = (
    "article:published_time", "datepublished", "citation_publication_date", "dc.date", "dc.date.issued",
    "dcterms.date", "dcterms.created", "date", "pubdate", "publishdate", "publish_date", "parsely-pub-date",
)  # fmt: skip
_ARTICLE_DATES = frozenset(("article:published_time", "datepublished", "parsely-pub-date"))


@dataclass(frozen=True, slots=True)
class Meta:
    """Each None where the page does not say."""

    title: str | None
    url: str | None
    date: str | None
    is_article: bool = False  # it says that it is one of a site's articles


def read_meta(tree: LexborHTMLParser) -> Meta:
    """Return what the parsed page says of itself; nothing is fetched."""
    named = _meta_elements(tree)
    linked = _json_ld(tree)
    said = next((named[key] for key in _TITLES if key in named), None) or linked.get("headline") or _title_element(tree)
    dates = [*(named[key] for key in _DATES if key in named), linked.get("datePublished", ""), _time_element(tree)]
    return Meta(
        title=title_of(tree, said, named.get("og:site_name") or named.get("application-name")),
        url=_address(tree, named),
        date=next((date for written in dates if (date := iso_date(written))), None),
        is_article=named.get("og:type") == "article" or "headline" in linked or bool(_ARTICLE_DATES & named.keys()),
    )


def _meta_elements(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = one_line(attributes.get("content"))
        if key and content:
            found.setdefault(key.strip().lower(), content)
    return found


def _json_ld(tree: LexborHTMLParser) -> dict[str, str]:
    """Return the text fields of the first object of any JSON-LD script that has a headline."""
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            value = json.loads(node.text(), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(value):
            if isinstance(item.get("headline"), str):
                return {
                    key: text for key, field in item.items() if isinstance(field, str) and (text := one_line(field))
                }
    return {}


def _objects(value: object) -> Iterator[dict[str, object]]:
    """Yield the objects at the top, in a list there, or in their @graph."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                yield from _objects(item)
    elif isinstance(value, dict):
        yield value
        graph = value.get("@graph")
        if isinstance(graph, list):
            yield from (item for item in graph if isinstance(item, dict))


def _title_element(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("head title")
    return one_line(node.text()) if node is not None else None


def _address(tree: LexborHTMLParser, named: dict[str, str]) -> str | None:
    link = tree.css_first('link[rel="canonical"][href]')
    candidates = [link.attributes.get("href") if link is not None else None, named.get("og:url")]
    return next((one_line(url) for url in candidates if url and url.startswith(("http://", "https://"))), None)


def _time_element(tree: LexborHTMLParser) -> str:
    node = tree.css_first("time[pubdate][datetime], article time[datetime], [itemprop=datePublished][datetime]")
    return (node.attributes.get("datetime") or "") if node is not None else ""
