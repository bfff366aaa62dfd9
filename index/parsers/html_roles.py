"""What the elements of a page say they are for, by tag and by the words in their class and id."""

import re
from collections.abc import Mapping
from enum import Enum


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
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAX_NAMES = 300  # characters of class and id that are looked at


def role_of(tag: str, attributes: Mapping[str, str | None]) -> Role | None:
    """Return what an element is for, by the words of its names or else by its tag; None where it does not say."""
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:_MAX_NAMES]
    words = _NAME_BREAK.sub(" ", names).strip().lower()
    named = next((role for pattern, role in _BY_NAME if pattern.search(words)), None) if words else None
    return named or _BY_TAG.get(tag)


def is_hidden(attributes: Mapping[str, str | None]) -> bool:
    """Say whether an element's own attributes hide it; style sheets are not read."""
    return "hidden" in attributes or bool(_HIDING_STYLE.search(attributes.get("style") or ""))
