"""A question in the words of what is read: "a doctor's note" where a policy says "medical certificate".

People ask in everyday words and documents answer in their own. The network knows many of them as alike, but is the less
sure the fewer words are shared, so that it reads the question with a passage's own word where that means the same in
nearly every sentence. What is shown stays as it was asked. (What a claim may reword is another list, a stricter one:
`qa.grounding.synonyms`.)
"""

import re
from functools import lru_cache

# Groups of words and phrases that stand for each other. Behind ">" is what documents say for those before it, and not
# the other way round: who asks for a dog asks for a pet, and not who asks for a pet for a dog.
_GROUPS = """
cost, price, fee, charge, fare, rate | buy, purchase, order | begin, start, commence | finish, end, conclude | run
out, expire, lapse | stop, cease, halt | delete, remove, erase | get rid of > delete, remove, dispose of | change,
modify, alter, edit | choose, select, pick | fix, repair, mend | hand in, turn in, submit | sign off on, sign off >
approve, approval | give back, send back, return | money back > refund | pay back, repay, reimburse | turn off, switch
off, disable | turn on, switch on, enable | keep, retain, store | tell, notify, inform, let know | use, employ,
utilise, utilize | need, require | forbidden, prohibited, banned, not allowed, not permitted | allowed, permitted |
required to, obliged to | due, deadline | kids > children, minors | kid > child, minor | children > minors,
kids | child > minor, kid | toddlers, babies | option, switch, flag | teenager, teenagers > minor,
minors | dog, cat > pet, animal | dogs, cats > pets, animals | doctor's note, sick note > medical certificate |
doctor, physician | homework, assignment, coursework | gasoline, petrol, gas > fuel | car > vehicle | cars > vehicles
| boss, manager, supervisor | worker, employee | workers, employees, staff | company, firm | customer, client |
customers, clients | holiday, vacation | time off > leave | father, dad > paternity | mother, mom, mum > maternity |
belongings, possessions, my things > personal property, contents | wrong, mistake, error > incorrect, correction | out
of the box, if i never set, if i do not set, if i don't set, when i set none, when nothing is set > by default,
default | how many people fit > capacity | phone, telephone, phone number | e-mail, email | picture, photo, image |
pictures, photos, images | folder, directory | folders, directories | passphrase, password | sign in, log in, log on |
size, dimensions | how heavy > weight | how big > size | how fast > speed | how often > frequency, every | salary,
pay, wage, compensation | quit, resign | fired, let go, dismissed > terminated, termination | hire, recruit, employ >
hiring | get out of, cancel, terminate | late > after the deadline, overdue | lost > missing | broken > damaged,
defective | damage, harm | rented, leased | rent, lease | landlord, lessor | tenant, renter, lessee | bill, invoice |
receipt, proof of purchase | guarantee, warranty | insurance, coverage | free, free of charge, no charge,
complimentary | throw away, discard, dispose of | garbage, rubbish, trash, waste | flat, apartment | opening hours,
business hours | closed, shut | students, pupils | teacher, instructor, lecturer | exam, examination | grade, mark,
score | pick up, collect | drop off, deliver | delivery, shipping | ship, deliver | arrive, arrival | departs,
departure | make, create, generate | look at, view | put in, insert | set up, configure, install | crash, fail, abort
| speed up, accelerate | uninstall > removal | undo, revert, roll back | machine, computer | website, site, web site |
people, persons, participants | meeting, session | vote, ballot | chair, chairman, chairperson, chairwoman | rules,
regulations | licence, license | loan, credit | deny, refuse, reject | ask for, request, apply for | receive, obtain |
provide, grant | maximum, up to, at most | minimum, at least
"""


def in_words_of(question: str, text: str) -> str:
    """Return ``question`` with words for which ``text`` has another that means the same, and not them."""
    text = text.lower()
    for start, end, others in reversed(_replaceable(question)):
        if not _has(question[start:end].lower(), text):
            instead = next((other for other in others if _has(other, text)), question[start:end])
            question = question[:start] + instead + question[end:]
    return question


def _has(word: str, text: str) -> bool:
    return word in text and re.search(rf"\b{re.escape(word)}\b", text) is not None


@lru_cache(64)  # every passage that is read for a question is held to it
def _replaceable(question: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """Return where words stand that others may stand for, in code points, with these."""
    places = _ASKED.finditer(question)  # which takes letters for others that only look like them: "ı" is no "i"
    return tuple((*found.span(), _OTHERS.get(found[0].lower(), ())) for found in places)


def _others() -> dict[str, tuple[str, ...]]:
    """Return for each word what may stand for it."""
    found: dict[str, tuple[str, ...]] = {}
    for group in " ".join(_GROUPS.split()).split("|"):
        asked, said = (
            [word.strip() for word in part.split(",") if word.strip()] for part in (*group.split(">"), "")[:2]
        )
        found |= {word: tuple(said or (other for other in asked if other != word)) for word in asked}
    return found


_OTHERS = _others()
_ASKED = re.compile(
    rf"\b(?:{'|'.join(re.escape(word) for word in sorted(_OTHERS, key=len, reverse=True))})\b", re.IGNORECASE
)
