"""Phrases: sentences of a page to its visitor. Each pattern is a way of speaking that many sites share.

They are held to how a page addresses its visitor, an order at the head of a sentence or a message about the page
itself, so that a contract or a policy that speaks *about* newsletters, cookies and rights does not match.
"""

from index.boilerplate.patterns import any_of
from index.boilerplate.signs import Kind, Sign

_MAX_QUOTED = 80  # characters of a match that are shown as its clue

_PARTS = {
    "LETTER": r"(?:newsletters?|e-?mail (?:list|alerts?|updates?)|mailing list|inbox|daily briefing|"
    r"(?:e-?mail|news|daily|weekly|breaking) (?:news )?(?:alerts?|updates?|digest|briefing))",
    "ORDER": r"^(?:please,? |just |want more\? |(?:click|tap) (?:here|below) (?:to|and) |to .{3,60}, |"
    r"don't miss .{1,40}[.!:,-]* ?|(?:for|get) more .{3,50}, )?",
    "NETWORK": r"(?:facebook|twitter|x|instagram|youtube|linkedin|tiktok|telegram|whatsapp|pinterest|social media)",
    "AGENCY": r"(?:getty(?: images)?|shutterstock|istock(?:photo)?|envato|unsplash|pexels|afp|ap photo|alamy|"
    r"wikimedia(?: commons)?|flickr|adobe stock|pixabay)",
}


def _table(text: str) -> str:
    for name, pattern in _PARTS.items():
        text = text.replace(name, pattern)
    return text


_PHRASES = (
    (Kind.SIGN_UP, r"""
        ORDER(?:sign[ -]?up|subscribe|register|join|opt in|receive|get|have)\b.{0,90}\bLETTER\b
        ^.{0,60}\b(?:delivered|sent|straight|direct(?:ly)?|right|coming|in|to) (?:in|to|into|through) your \
            (?:inbox|e-?mail|mailbox|letterbox)\b
        ^get (?:the|our|all the|your|all our) (?:latest|best|top|biggest|most important|daily|weekly)\b.{0,60}\
            \b(?:updates?|news|stories|headlines|offers|posts|insights|analysis)\b
        ^(?:discover|get|receive|enjoy|be the first to (?:know|hear) about)\b.{0,40}\
            \b(?:special|exclusive|member|latest) offers\b
        ^(?:please )?(?:enter|type|submit|provide|confirm) (?:in )?your (?:e-?mail|name|first name|zip|phone)\b
        ^(?:your )?e-?mail(?: address)?(?: \*| \(required\))?:?$
        ^(?:sign me up|subscribe now|subscribe today|join now|i agree|submit)!?$
        ^(?:explore|browse|see|view|manage|check out) (?:all |more |our |other |your )*newsletters?\b
        ^(?:thanks?|thank you)\b.{0,20}\bfor (?:subscribing|signing up|submitting|registering|joining|\
            your (?:interest|submission|subscription))\b
        ^(?:already (?:a |have an? )?(?:subscriber|member|account|subscribed|registered)|not a (?:subscriber|member)|\
            don't have an account)\b
        ^(?:log|sign) in(?:,? (?:or|to)\b.{0,60}|\.?)$
        ^(?:this (?:article|story|content) is|to (?:continue|keep) reading)\b.{0,40}\
            \b(?:subscri\w+|members?|free account|sign|log in|register)
        ^(?:need|want) more\b.{0,30}\? subscribe to our\b
        ^start your (?:free )?(?:trial|subscription)\b
        ^(?:subscribe|get access|unlock|upgrade)\b.{0,60}\
            \b(?:from|for (?:just|only|as little as)|today|now|unlimited|plan|offer|pro|premium)\b
        ^by (?:signing up|subscribing|registering|submitting|clicking)\b.{0,60}\
            \byou(?:'ll| will)? (?:agree|accept|consent|confirm|acknowledge)\b
        ^(?:you can )?(?:unsubscribe|opt[ -]?out) (?:at any time|anytime|with one click)\b|^no spam\b
    """),
    (Kind.MESSAGE, r"""
        ^(?:oops|sorry|uh[- ]oh|whoops)?[,!. ]*(?:it (?:looks|seems) like )?\
            (?:something went wrong|there was an? (?:problem|error)\b)
        ^(?:sorry,? )?(?:an|a|some|there was an) (?:unknown |unexpected )?error (?:has )?occurr?ed\b
        ^(?:we're|we are) (?:having trouble|unable to)\b.{0,60}\b(?:sav|load|process|display|show|complet|find|play)
        ^(?:please )?(?:try|refresh|reload)(?:ing)?\b.{0,20}\b(?:again(?: later)?|(?:this|the) page)\b.{0,60}$
        ^if (?:you (?:continue|keep)|this (?:message|error|problem)|the (?:problem|error) (?:persists|continues))\
            .{0,30}\b(?:get|see|persist|continu|messag|error)
        ^(?:please )?(?:enable|turn on|allow) (?:javascript|cookies)\b
        ^(?:you need to enable )?javascript (?:is|must be|seems to be|appears to be)\b
        ^we(?:'ve| have) (?:detected|noticed)\b.{0,20}\b(?:you|your)\b.{0,60}\
            \b(?:browser|explorer|javascript|ad ?blocker?)\b
        ^.*\bplease (?:update|upgrade)\b.{0,30}\bbrowser\b
        ^(?:your|this) browser (?:is|does|do|isn't|doesn't|appears)\b.{0,60}\
            \b(?:support|out ?dated|date|javascript|enabled|older)
        ^(?:page|article|content|video|results?) (?:is |was |could )?(?:not|no longer|can'?t|unavailable)\b.{0,40}$
        ^loading\b.{0,30}$|^no results found\b
        ^(?:your|the) (?:message|form|submission|preferences|changes|request) (?:has|have|was|were) (?:been )?\
            (?:sent|saved|submitted|received|updated)\b
        ^(?:thank you ?[.!]? )?this (?:article|page|story) has been (?:sent|saved)\b
        ^(?:this|the) (?:video|content) (?:is|cannot) (?:not )?(?:available|be played)\b
    """),
    (Kind.COOKIES, r"""
        ^(?:this (?:site|website|page)|we|our (?:site|website)) (?:and our partners )?uses? cookies \
            (?:to|and|so|for|on)\b
        ^we'll assume you(?:'re| are) (?:ok|happy)\b
        ^by (?:continuing|using|browsing|clicking)\b.{0,60}\byou\b.{0,20}\b(?:agree|consent|accept)\w*\b\
            .{0,40}\bcookies\b
        ^(?:accept|reject|decline|allow|manage) (?:all )?(?:cookies|preferences|settings)$
    """),
    (Kind.SHARING, r"""
        ORDER(?:follow|like|find|join|connect with|add) (?:us|@\w+|the \w+ on|our \w+ on|[\w ]{2,30} on)\b.{0,60}\
            \bNETWORK\b
        ^share (?:this|on|via|your thoughts|with your)\b.{0,60}$
        ^(?:click|tap) (?:here )?to (?:share|e-?mail|print|tweet)\b
        ^(?:also |you can also )?(?:download|get) (?:our|the) .{0,30}\bapp\b.{0,60}$
        ^(?:available|listen|download)(?: it)? (?:on|from) (?:itunes|apple|google|spotify)\b
    """),
    (Kind.COMMENTS, r"""
        ^your e-?mail address will not be published\b|^required fields are marked\b|^be the first to comment\b
        ^(?:please )?(?:log in|sign in|register|you must be logged in) to (?:leave|post|write|add) (?:a |your )?\
            (?:comment|reply)
        ^(?:what do you think|have your say|tell us what you think)\b.{0,60}\b(?:comments?|below|us)\b
        ^(?:view|show|hide|load) (?:all )?comments\b
    """),
    (Kind.LEGAL, r"""
        ^(?:copyright )?(?:©|\(c\)) ?(?:copyright )?(?:\d{4}|[A-Z][\w .,&-]{1,40},? \d{4})\b.{0,80}$
        ^copyright \d{4}\b.{0,80}$
        ^(?:.{3,80}[.,;|] )?all rights reserved\.?$
        ^this copy is for your personal,? non-?commercial use only\b
        ^(?:distribution and )?use of this material (?:is|are)\b|^to order (?:presentation-ready copies|reprints)\b
        ^this (?:material|article|story) may not be (?:published|reproduced|republished)\b
        ^(?:(?:your )?use of this (?:site|website)|this site is protected by recaptcha)\b|^powered by \w+(?: \w+)?$
    """),
    (Kind.ADVERTISEMENT, r"""
        ^(?:\w+ may earn|(?:we|this (?:post|article|page)|our (?:site|editors)) (?:may )?earn)s? an? \
            affiliate commission\b
        ^(?:we|this (?:post|article|page)|our (?:site|editors)) (?:may )?(?:earn|receive|contain)s?\b.{0,60}\
            \b(?:commission|affiliate)
        ^(?:when you (?:buy|purchase)|if you (?:buy|purchase|click)).{0,60}\b(?:commission|affiliate)\b
        ^(?:buy|order|shop|book)\b.{0,50}\b(?:now|today|here|tickets)!$
    """),
    (Kind.TEASERS, r"""
        ^(?:also read|read (?:also|more|next|the rest|our)|watch(?: (?:also|more|now))?|more|see also|don't miss|\
            recommended|listen|must read|most read|trending|\
            related(?: (?:story|stories|article|reading|coverage|content|video|news))?)\s?[:|»>–—]\s?\S.{3,150}$
    """),
    (Kind.CREDIT, r"""
        ^\(?(?:illustration|photo(?:graph)?|image|graphic|picture|artwork|video|cover)s? ?\
            (?:by|courtesy(?: of)?|credits?|via|:)[: ]+\S.{1,80}$
        ^.{0,80}(?:/|\||\bvia\b|\() ?AGENCY\b.{0,40}$|^AGENCY(?: ?/ ?.{2,40})?$
    """),
)  # fmt: skip
_KINDS = tuple(kind for kind, _ in _PHRASES)
_PATTERN = any_of(*(_table(text) for _, text in _PHRASES))


def phrase(sentence: str) -> Sign | None:
    """Return what one sentence of a page to its visitor is known as, or None."""
    found = _PATTERN.match(sentence)  # every alternative begins where the sentence does
    if found is None or found.lastindex is None:
        return None
    return Sign(_KINDS[found.lastindex - 1], found[0][:_MAX_QUOTED])
