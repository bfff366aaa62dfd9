"""Which blocks of a page are its article.

A library that is good at it extracts the article; its words are aligned to the page's blocks. What follows are second
thoughts in both directions, each with its reason: furniture that slipped in, and pieces of the article that fell out.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from index.boilerplate import addresses_visitor, signs
from index.parsers.html import alignment
from index.parsers.html.look import Looks
from index.parsers.html.meta import Meta
from index.parsers.html.page import Leaf, Page, Use
from index.parsers.html.region import take_in
from index.parsers.html.roles import Role

Why = str | None  # the reason why a block is no part of the article; None: it is

_MIN_ARTICLE = 200  # characters; a shorter extract is a caption or a notice, and the page no article
_MAJORITY = 0.5  # share of a block's words that the extract must hold
_ALL_LINK = 0.9  # share of a block's characters inside links
_LONG_LINK = 150  # characters; a linked paragraph is an advertisement
_MOSTLY_LINK = 0.6
_RARE_ROLE = 0.3  # a role that more of the article has than this is a careless class name around everything
_FOREIGN = (Role.RELATED, Role.SIGN_UP, Role.SHARING, Role.COMMENTS, Role.FORM, Role.NAVIGATION, Role.FOOTER)
_GAP = 4  # unextracted blocks in a row that may still be the article's, if all else agrees
_URL = re.compile(r"https?://\S+$")
_MAX_HEADLINE_WORDS = 30
_SAME_HEADLINE = 0.6  # share of words that headline and title have in common
_AGAIN = 0.75  # the same below the first paragraph, of one that is not in the extract
_MAX_HEADLINE = 500  # characters looked at
_MAX_SIGN_OFF = 300  # characters
_SIGN_OFF = re.compile(
    r"^(?:write to|contact|e-?mail|reach|follow) "
    r"(?:the (?:reporters?|authors?|writers?)|him|her|them|(?-i:[A-Z]\w+ [A-Z]\w+))\b"
    r"|^have a (?:news )?tip\b|^\(?(?:additional |with )?(?:reporting|writing|editing)(?: and \w+)? by\b"
    r"|\b(?:may|can) be reached (?:at|on|by|via)\b|^updated (?:at|on)\b.{0,40}$",
    re.IGNORECASE,
)
_REACH = 3  # leaves between which two pieces of boilerplate are company
_RIGHTS = re.compile(
    r"©|\(c\)|\bcopyright|\brights reserved|\btrademark|\bpowered by\b|\blicen[cs]ed?\b", re.IGNORECASE
)
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Judgement:
    """Of each leaf, why it is no article; and the leaves that are text at the foot of the page."""

    reasons: Sequence[Why]
    footers: set[int]


def judge(page: Page, extract: str, meta: Meta) -> Judgement:
    """Say for each leaf of ``page`` why it is not article, or None where it is.

    Args:
        page: the visible text and its leaves.
        extract: the article as a library sees it, as plain text, a line per paragraph.
        meta: what the page says of itself; its headline is known by its title.
    """
    looks = Looks(page)
    if len(extract) < _MIN_ARTICLE:
        return _by_markup(page, looks)
    extracted = _extracted(page, extract)
    inside = list(extracted)
    take_in(page, inside, looks, meta.is_article)
    reasons = [None if is_in else _reason(page, leaf) for leaf, is_in in zip(page.leaves, inside, strict=True)]
    if meta.title:
        _mark_headlines(page, reasons, meta.title, extracted)
    _mark_foreign(page, reasons, looks)
    _mark_link_runs(page, reasons, looks)
    _mark_signs(page, reasons)
    return Judgement(reasons, _keep_footers(page, reasons, looks))


def _extracted(page: Page, extract: str) -> list[bool]:
    """Say of each leaf whether most of its words are in the extract, at that place."""
    words = alignment.words(page.text)
    hits = alignment.covered([word for word, _ in words], extract)
    inside: list[bool] = []
    place = 0
    for leaf in page.leaves:
        start = place
        while place < len(words) and words[place][1] < leaf.end:
            place += 1
        inside.append(place > start and sum(hits[start:place]) >= _MAJORITY * (place - start))
    return inside


def _by_markup(page: Page, looks: Looks) -> Judgement:
    """Judge a page in which no article is seen, a list or a form perhaps, by what its markup says and nothing else."""
    rare = _rare_roles(page, page.leaves, (*_FOREIGN, Role.SIDEBAR), _MAJORITY)
    reasons: list[Why] = [_role(page.uses(leaf), rare, looks) for leaf in page.leaves]
    return Judgement(reasons, _keep_footers(page, reasons, looks))


def _rare_roles(page: Page, leaves: Sequence[Leaf], roles: Sequence[Role], share: float) -> set[Role]:
    """Return those of ``roles`` that less than ``share`` of the leaves' text has around it."""
    sizes = Counter[Role]()
    for leaf in leaves:
        sizes.update({use.role: leaf.size for use in page.uses(leaf)})
    total = sum(leaf.size for leaf in leaves)
    return {role for role in roles if sizes[role] < share * total}


def _role(uses: Sequence[Use], roles: set[Role], looks: Looks) -> Why:
    """Return what the innermost element is for that is for one of ``roles``, and looks so."""
    return next((use.role.value for use in uses if use.role in roles and looks.bears_out(use)), None)


def _reason(page: Page, leaf: Leaf) -> str:
    """Say in a person's words what a leaf outside the article is."""
    if uses := page.uses(leaf):
        return uses[0].role.value
    return "list of links" if leaf.link_share >= _MOSTLY_LINK else "outside the article"


def _mark_headlines(page: Page, reasons: list[Why], title: str, extracted: Sequence[bool]) -> None:
    """Mark the headline above the first paragraph, and the same words again: it is the title, and said there."""
    title_words = _WORDS.findall(title.lower())
    above = True
    for place, leaf in enumerate(page.leaves):
        if reasons[place]:
            continue
        words = _WORDS.findall(page.words(leaf)[:_MAX_HEADLINE].lower())
        above = above and len(words) <= _MAX_HEADLINE_WORDS
        share = sum(word in title_words for word in words) / max(len(words), len(title_words), 1)
        again = leaf.level and not extracted[place] and share >= _AGAIN
        if again or (above and (words == title_words or (leaf.level and share >= _SAME_HEADLINE))):
            reasons[place] = "headline, kept as the title"


def _keep_footers(page: Page, reasons: list[Why], looks: Looks) -> set[int]:
    """Take the sentences of a page's foot back in, an address, opening hours, and return their places."""
    kept: set[int] = set()
    for place, leaf in enumerate(page.leaves):
        named = any(use.is_named and use.role is not Role.FOOTER for use in page.uses(leaf))
        is_foot = reasons[place] == Role.FOOTER.value and not named
        words = page.words(leaf)
        if is_foot and looks.is_prose(place) and not addresses_visitor(words) and not _RIGHTS.search(words):
            reasons[place] = None
            kept.add(place)
    return kept


def _mark_foreign(page: Page, reasons: list[Why], looks: Looks) -> None:
    """Mark what stands in an element for links, forms, sharing and the like, unless much of the article does.

    A paragraph of several sentences is no form, whatever stands around it, and no name says otherwise.
    """
    rare = _rare_roles(page, [leaf for _, leaf in _article(page, reasons)], _FOREIGN, _RARE_ROLE)
    for place, leaf in _article(page, reasons):
        uses: Sequence[Use] = page.uses(leaf)
        if looks.is_paragraph(place):
            uses = [use for use in uses if use.role is Role.EMBED or not (use.is_named or use.role is Role.FORM)]
        if not any(use.role is Role.EMBED for use in uses):
            reasons[place] = _role(uses, rare, looks)


def _mark_link_runs(page: Page, reasons: list[Why], looks: Looks) -> None:
    """Mark two or more leaves in a row that are nothing but links, and a long one alone, unless text announces them."""
    for is_link, group in groupby(_article(page, reasons), key=lambda each: each[1].link_share >= _ALL_LINK):
        run = list(group)
        first, leaf = run[0]
        announced = first and not reasons[first - 1] and looks.announces(first - 1)
        if is_link and not announced and (len(run) > 1 or leaf.linked > _LONG_LINK):
            for place, _ in run:
                reasons[place] = Role.RELATED.value


def _mark_signs(page: Page, reasons: list[Why]) -> None:
    """Mark what speaks as a page does to its visitor, and the author's contact line, where such things stand."""
    article = list(_article(page, reasons))
    texts = [page.words(leaf) for _, leaf in article]
    known = signs(texts)
    ends = _ends([bool(sign) for sign in known])
    aside = [place for place, why in enumerate(reasons) if why]
    aside += [place for number, (place, _) in enumerate(article) if known[number]]
    company = _Company(sorted(aside))
    for number, (place, leaf) in enumerate(article):
        sign, text = known[number], texts[number]
        # A heading such as "Read next" is a label only where what stands under it fell out as well.
        heads_text = sign is not None and sign.heads_list and place + 1 < len(reasons) and not reasons[place + 1]
        if sign and not heads_text and (number in ends or (not sign.weak and company.of(place))):
            reasons[place] = sign.kind.value
        elif len(text) <= _MAX_SIGN_OFF and _SIGN_OFF.search(text):
            reasons[place] = "contact line of the author"
        elif not leaf.linked and _URL.match(text) and company.of(place):
            reasons[place] = "address of the page"


@dataclass(frozen=True, slots=True)
class _Company:
    """The places of what is no article, by which a single sign is believed."""

    places: Sequence[int]

    def of(self, place: int) -> bool:
        at = bisect_left(self.places, place)
        near = [self.places[other] for other in (at - 1, at, at + 1) if 0 <= other < len(self.places)]
        return any(0 < abs(other - place) <= _REACH for other in near)


def _ends(marked: Sequence[bool]) -> set[int]:
    """Return the places of the unbroken runs of marks at the beginning and the end."""
    places = set(takewhile(marked.__getitem__, range(len(marked))))
    return places | set(takewhile(marked.__getitem__, reversed(range(len(marked)))))


def _article(page: Page, reasons: Sequence[Why]) -> Iterator[tuple[int, Leaf]]:
    return ((place, leaf) for place, leaf in enumerate(page.leaves) if not reasons[place])
