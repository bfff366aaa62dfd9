"""Labels: whole units that name a part of a page ("Most Popular", "Skip to content", "Advertisement")."""

from index.boilerplate.patterns import any_of
from index.boilerplate.signs import Kind, Sign

_MAX_WORDS = 12
_EDGE = " \t\xa0.:!»›>→*|•·-–—+×"

_HEADS = r"""
    (?:most|more) (?:popular|read|viewed|shared|recent|discussed|commented|emailed)(?: THING)?(?: (?:now|today))?
    (?:related|recommended|popular|trending|featured|similar|top|latest|recent|suggested|more|other) THING\
        (?: (?:for you|now|today|from .{1,40}|on .{1,40}|in .{1,40}|like this.{0,10}))?
    (?:recommended|picked|selected|more) for you
    (?:trending|popular) (?:now|today|this week).{0,20}|trending
    you (?:may|might) (?:also )?(?:like|enjoy|be interested in)(?: THING)?
    (?:read next|up next|what to read next|watch next|keep reading|continue reading)(?: THING)?
    further reading on .{1,40}
    don't miss(?: these)?(?: THING)?|in case you missed it
    (?:editors?'?s?|our|staff) (?:picks?|choice|recommendations)
    more (?:from|in|on|by) .{2,40}
    (?:around|from) the web|from our (?:partners|sponsors)
    (?:promoted|sponsored) (?:stories|content|links)
    people also (?:ask|read|viewed)
""".replace(
    "THING", r"(?:articles?|stor(?:y|ies)|posts?|news|headlines|links?|content|videos?|coverage|reads?|reading)"
)

_LABELS = (
    (Kind.SKIP, r"""
        (?:skip|jump|go) to (?:the )?(?:main |primary |page )?(?:content|navigation|article|menu|footer|search|text)
        (?:back|return) to (?:the )?top(?: of (?:the )?page)?|back to (?:the )?(?:main )?menu
        (?:open|close|toggle) (?:the )?(?:main )?(?:menu|navigation|search)
    """),
    (Kind.SHARING, r"""
        (?:stay|get|keep) connected(?: with .{1,40})?|stay in touch|connect with us
        (?:follow|find|like|visit) us(?: on .{1,60})?
        share (?:this|on|via|with)(?: .{1,40})?|(?:share|tweet|pin) it
        (?:copy|get) (?:the )?link|link copied|click to share .{1,60}
        (?:e-?mail|print|save|bookmark) this (?:article|page|story|post)
        (?:order )?reprints|print article
    """),
    (Kind.ADVERTISEMENT, r"""
        advertisements?|(?:paid|sponsored) (?:content|post|advertisement)
        (?:article|story|content) continues below.{0,40}
        scroll (?:down )?to continue(?: reading)?|skip (?:this )?ad(?:vertisement)?|remove ads|report (?:this )?ad
    """),
    (Kind.COMMENTS, r"""
        (?:leave|post|add|write) (?:a|your) (?:comment|reply)|cancel reply
        (?:view|show|load|read|see) (?:all )?(?:\d+ )?(?:more )?comments
        join the (?:conversation|discussion)|(?:tell us )?what you think
        \d+ (?:comments?|replies)|comments? \(\d+\)|(?:no|be the first to) comments?(?: yet)?
        comments comments|comments (?:are )?(?:closed|disabled|off)
    """),
    (Kind.LINKS, r"""
        filed under.{0,80}
        (?:next|previous|older|newer) (?:article|story|post|entry|page)s?
        (?:click|tap) here|(?:read|show|see|load|view) (?:more|all|less)
        read (?:the )?full (?:article|story|post)(?: here)?|to read the full story|explore more .{2,40}
        (?:all|related) (?:tags|topics)
    """),
)  # fmt: skip

_WEAK = r"""
    home|menu|search|about(?: us)?|contact(?: us)?|help|faqs?|careers|jobs|advertise(?: with us)?|site ?map|rss
    privacy(?: policy| notice)?|terms(?: (?:of (?:use|service)|(?:and|&) conditions))?|accessibility
    cookies?(?: (?:policy|settings|preferences))?|newsletters?
    log ?in|sign ?in|log ?out|register|subscribe|sign ?up|my account|create (?:an )?account|cart|shop|store|donate
    share|tweet|print|e-?mail|save|comments?|next|previous|close|more
    facebook|twitter|x|instagram|youtube|linkedin|tiktok|pinterest|whatsapp|reddit|telegram
    news|world|politics|business|sports?|opinion|culture|travel|health|science|tech(?:nology)?|video|photos
"""
_KINDS = (Kind.TEASERS, *(kind for kind, _ in _LABELS), Kind.LINKS)
_PATTERN = any_of(_HEADS, *(text for _, text in _LABELS), _WEAK)


def label(text: str, words: int) -> Sign | None:
    """Return what a whole unit of so many ``words`` is known as, or None."""
    if words > _MAX_WORDS:
        return None
    bare = text.strip(_EDGE)
    found = _PATTERN.fullmatch(bare)
    if found is None or found.lastindex is None:
        return None
    which = found.lastindex - 1
    is_weak = which == len(_KINDS) - 1
    return Sign(_KINDS[which], bare, is_label=True, heads_list=not which, weak=is_weak)
