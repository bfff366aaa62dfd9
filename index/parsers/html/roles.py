"""What the elements of a page say they are for: by tag and ARIA role, which are to be believed, and by name.

The words in class and id are the author's own. "promotion" may head a box of offers or a chapter on careers, so a name
counts only together with what the element holds.
"""

import re
from enum import Enum
from functools import lru_cache

from index.parsers.html.tree import Attributes


class Role(Enum):
    """The use of an element; the values are reasons that a person reads."""

    NAVIGATION = "navigation"
    HEADER = "page header"
    FOOTER = "page footer"
    SIDEBAR = "sidebar"
    FORM = "form or button"
    COMMENTS = "readers' comments"
    RELATED = "links to other pages"
    SHARING = "sharing and following"
    SIGN_UP = "sign-up or advertisement"
    CAPTION = "caption"
    BYLINE = "byline"
    EMBED = "embedded post"


_BY_TAG = {
    "nav": Role.NAVIGATION,
    "menu": Role.NAVIGATION,
    "header": Role.HEADER,
    "footer": Role.FOOTER,
    "aside": Role.SIDEBAR,
    "form": Role.FORM,
    "button": Role.FORM,
    "figcaption": Role.CAPTION,
    "address": Role.BYLINE,
}
_BY_ARIA = {
    "navigation": Role.NAVIGATION,
    "doc-toc": Role.NAVIGATION,
    "banner": Role.HEADER,
    "contentinfo": Role.FOOTER,
    "complementary": Role.SIDEBAR,
    "search": Role.FORM,
    "form": Role.FORM,
}
# Words of class and id, cut at hyphens and capitals ("post-relatedLinks" is three). The first match names the role.
_BY_NAME = tuple(
    (re.compile(rf"\b(?:{words})\b"), role)
    for words, role in (
        ("twitter tweet|instagram media|fb post|tiktok embed", Role.EMBED),
        ("comments?|disqus|respond|comment list", Role.COMMENTS),
        (
            "related|recirc(?:ulation)?|recommend(?:ed|ations?)?|outbrain|taboola|trending|popular|"
            "most (?:read|viewed)|read ?more|more (?:stories|news|from|on)|also like|teasers?",
            Role.RELATED,
        ),
        ("share|sharing|social|addthis|follow|sharedaddy", Role.SHARING),
        (
            "newsletters?|subscri(?:be|ption)s?|sign ?up|promo(?:s|tion)?|advert(?:isement)?s?|ads?|sponsor(?:ed)?|"
            "paywall|cookies?|gdpr|consent",
            Role.SIGN_UP,
        ),
        ("nav|navbar|navigation|menus?|breadcrumbs?|pagination|pager|skip", Role.NAVIGATION),
        ("sidebar|side bar|rail|widgets?", Role.SIDEBAR),
        ("captions?|credits?", Role.CAPTION),
        (
            "by ?line|authors? (?:bio|info|box|card)|about (?:the )?author|post meta|entry meta|tags|tag list",
            Role.BYLINE,
        ),
        ("(?:site|page|global|main) footer|^footer", Role.FOOTER),
    )
)
_NAME_BREAK = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])")
_MAX_NAMES = 300  # characters of class and id that are looked at

# Of one note, and of several.
_NOTE = frozenset("footnote endnote rearnote doc-footnote doc-endnote footnote-definition footdef".split())
_NOTES = frozenset("footnotes endnotes rearnotes doc-footnotes doc-endnotes references reflist".split())
_RAISED_NAMES = re.compile(r"foot-?note|endnote|note-?ref|reference|cite", re.IGNORECASE)
_LINK_NAMES = re.compile(r"\b(?:foot-?note-?|note-?)ref", re.IGNORECASE)


def role_by_tag(tag: str, attributes: Attributes) -> Role | None:
    """Return what an element is for by its tag or ARIA role; None where they do not say."""
    return _BY_ARIA.get(attributes.get("role") or "") or _BY_TAG.get(tag)


def role_by_name(attributes: Attributes) -> Role | None:
    """Return what an element may be for by the words of its class and id; None where they do not say."""
    if "class" not in attributes and "id" not in attributes:
        return None
    return _role_of(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:_MAX_NAMES])


@lru_cache(4096)
def _role_of(names: str) -> Role | None:
    words = _NAME_BREAK.sub(" ", names).strip().lower()
    return next((role for pattern, role in _BY_NAME if pattern.search(words)), None) if words else None


def holds_notes(attributes: Attributes) -> tuple[bool, bool]:
    """Say whether a block element holds footnotes or endnotes, and whether it is one."""
    if not attributes:
        return False, False
    names = {
        attributes.get("role"),
        *(attributes.get("epub:type") or "").split(),
        *(attributes.get("class") or "").split(),
        attributes.get("id"),
    }
    is_one = not _NOTE.isdisjoint(names)
    return is_one or not _NOTES.isdisjoint(names), is_one


def refers_to_note(tag: str, attributes: Attributes) -> bool:
    """Say whether an inline element, raised or a link, is the mark of a note."""
    names = _RAISED_NAMES if tag == "sup" else _LINK_NAMES
    return (
        attributes.get("role") == "doc-noteref"
        or "noteref" in (attributes.get("epub:type") or "")
        or names.search(attributes.get("class") or "") is not None
    )
