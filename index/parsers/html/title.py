"""What a person would call a page: its headline, or its title without the name of the site."""

import re

from selectolax.lexbor import LexborHTMLParser

from index.parsers.tidy import one_line

_WORDS = re.compile(r"\w+")
_BARS = re.compile(r"\s+(?:[|·•»›–—-]|::)\s+")
_PERMALINK = re.compile(r"\s*[¶§#\U0001f517]+$")
_SAME_TITLE = 0.6  # share of a heading's words by which it is known as the title
_SAME_PART = 0.8  # share of all words of two names that are one
_MAX_TITLE = 300  # characters
_GENERIC = re.compile(
    r"(?:home(?: ?page)?|start(?: ?page)?|main(?: page)?|index|welcome|(?:table of )?contents|toc|"
    r"untitled(?: document)?|(?:new )?(?:document|page)(?: ?\d+)?|no title|documentation|docs|search|menu|"
    r"navigation|about:blank)[\s.!]*",
    re.IGNORECASE,
)


def title_of(tree: LexborHTMLParser, said: str | None, site: str | None) -> str | None:
    """Return what a page is called; None where it has no name of its own.

    Args:
        tree: the page, for its headings.
        said: its title as its head says.
        site: the name of its site, where it says.
    """
    headings = [heading for node in tree.css("h1") if (heading := _heading(node.text()))]
    own = _without_site(said, headings, site) if said else None
    if own is None or _GENERIC.fullmatch(own):
        return next((heading for heading in headings if not site or not _are_one(heading, site)), None)
    words = _words(own)
    for heading in headings:
        found = _words(heading)
        if found and len(found & words) >= _SAME_TITLE * len(found):
            return heading
    return own[:_MAX_TITLE]


def _heading(text: str) -> str | None:
    heading = one_line(_PERMALINK.sub("", text))
    return heading if heading and len(heading) <= _MAX_TITLE and not _GENERIC.fullmatch(heading) else None


def _without_site(said: str, headings: list[str], site: str | None) -> str | None:
    """Return a title without the parts that name the site: what the page says, or what is its other headline.

    A page is "Page | Site" far oftener than "Site | Page", so of two headlines the title's last part is the site.
    """
    bars = list(_BARS.finditer(said))
    if not bars:
        return None if site and _are_one(said, site) and len(headings) > 0 else said
    first, last = said[: bars[0].start()], said[bars[-1].end() :]
    if site and _are_one(first, site):
        return said[bars[0].end() :]
    is_site = (site is not None and _are_one(last, site)) or any(_are_one(last, heading) for heading in headings)
    return said[: bars[-1].start()] if is_site and not _GENERIC.fullmatch(first) else said


def _are_one(name: str, other: str) -> bool:
    mine, others = _words(name), _words(other)
    return bool(mine) and len(mine & others) >= _SAME_PART * len(mine | others)


def _words(name: str) -> set[str]:
    return set(_WORDS.findall(name.lower()))
