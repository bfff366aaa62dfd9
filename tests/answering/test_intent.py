"""What people type, and what it is taken for."""

import json
import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.question.intent import Intent, intent_of

_GREETINGS = """
hi
Hello!
hey there
Hiya :)
good morning
Good afternoon, bot!
thanks
Thank you so much!
thx
ok thanks, bye
OK
yes
no
test
testing testing
how are you?
How are you doing today?
How's it going?
what's up
Who are you?
What are you?
what can you do?
are you a bot?
Are you human
help
can you help me?
How does this work?
nice to meet you
👋
???
...
Hola
""".strip().splitlines()

_OVERVIEWS = """
what is this about?
What's this about
What is it about?
What is all this about?
what are these documents about
What are the documents about?
What is the article about?
what is this newsletter about?
What is this?
what's in here
summarise
Summarize!
summarize this
Please summarise the documents for me
can you summarise this for me?
Could you please give me a summary of the documents?
give me an overview
a short summary please
tl;dr
TLDR
What are the main points?
main points
key takeaways
What are the main topics?
what topics are covered here?
which documents do you have?
what sources do you have
What do these documents say?
what does the article say?
tell me about these documents
describe the documents
list the documents
What can I ask?
what can I ask you about here
what do you know?
what can you tell me?
Hello! What is this about?
Hi, can you summarise this?
""".strip().splitlines()

_KEYWORDS = """
TikTok ban
project texas
Project Texas?
lighthouse keeper 1974
data privacy law
Byte Dance investors
tide of the decade
the last keeper
vertical integration in retail
tell me about Project Texas
Tell me more about the lighthouse, please
Can you tell me about the herring fleet?
I'd like to know about the western honey bee.
I am interested in warm cereals
what do the documents say about China?
What does the article say about shopping?
information on tides
what about the ferry?
May 2024
""".strip().splitlines()

_YES_NO = """
Is TikTok banned?
Did the keeper take the bell?
Does the ferry run on Fridays
Has anyone been arrested?
Can I dry nets on the south wall?
Isn't that illegal?
Wasn’t the lamp moved in 1911?
And was it expensive?
Do you know if the ferry runs on Friday?
could you tell me whether the lamp was moved
Would a ban work?
Will the law be challenged?
""".strip().splitlines()

_REASONS = """
Why was the lamp moved?
why
And why?
Why is it called Project Texas?
How come the café closed?
How did the keepers ask for the change?
how does the ferry work
How is paper made?
Can you tell me why the lamp was moved?
could you explain how tides work?
Do you know why it closed?
I'd like to know why the bell was taken.
What caused the flood?
What led to the ban?
What happened in October?
What are the reasons for the ban?
For what reason did it close?
Explain the rules
Compare the two towers
list all fines
List the keepers
Name three keepers
Give me some reasons
What are the rules?
What are some examples of fines?
Which companies were fined?
What types of nets are allowed?
what ways are there to appeal
What is the difference between a vessel and a boat?
Who were the keepers?
What were two boats that were lost?
What effect did the storm have?
What were the consequences of the storm?
""".strip().splitlines()

_FACTS = """
The bell was rung by
The keepers referred to the bell as
Who designed the lighthouse?
When was it first lit?
Where is the ferry?
What is the fine for drying nets?
what year was the lamp moved
In what year did the keeper leave?
How many boats were lost?
How much does it cost?
How old is the lighthouse?
How long is the wall?
How far is it to the buoy?
How tall was the tower?
How often does the ferry run?
How high was the tide?
How fast may a vessel go?
How big is the basin?
Which keeper left in 1974?
What kind of lamp was it?
What is this lamp called?
What are these lamps called?
What are white blood cells known as?
What are clades?
Tell me who designed it
Can you tell me when the keeper left?
Do you know where the bell is?
I want to know who paid for the move
What is the process?
Which bus goes there?
Who wrote this?
Who is the author of this article?
What gives the lamp its colour?
Hello, who was the last keeper?
Wann wurde der Leuchtturm gebaut?
¿Quién fue el último guardián?
灯塔是什么时候建成的？
""".strip().splitlines()

_CLAIMS = """
The keeper left the tower in 1974.
Herring numbers are not affected by the tide
Please note that drying nets raises the fine
""".strip().splitlines()

_TYPED = [
    *((text, Intent.GREETING) for text in _GREETINGS),
    *((text, Intent.OVERVIEW) for text in _OVERVIEWS),
    *((text, Intent.KEYWORDS) for text in _KEYWORDS),
    *((text, Intent.YES_NO) for text in _YES_NO),
    *((text, Intent.REASONS) for text in _REASONS),
    *((text, Intent.FACT) for text in _FACTS),
    *((text, Intent.CLAIM) for text in _CLAIMS),
]


@pytest.mark.parametrize(("typed", "meant"), _TYPED, ids=[text for text, _ in _TYPED])
def test_what_people_type_is_taken_for_what_they_mean(typed: str, meant: Intent) -> None:
    """Greetings, overviews, bare subjects, claims, yes/no, reasons and facts are told apart."""
    assert intent_of(typed) is meant


@pytest.mark.parametrize("typed", _FACTS + _REASONS + _YES_NO, ids=str)
def test_shouting_or_whispering_changes_nothing_about_a_question(typed: str) -> None:
    """Capitals, missing marks and blanks around it do not make a question a greeting or an overview."""
    for variant in (typed.upper(), typed.lower(), f"  {typed}\n", typed.rstrip("?.")):
        assert intent_of(variant) not in {Intent.GREETING, Intent.OVERVIEW}


@given(st.text(max_size=300))
def test_any_text_has_a_kind(text: str) -> None:
    """No text, however odd, is without a kind; what has no letter or digit is no question."""
    kind = intent_of(text)

    assert isinstance(kind, Intent)
    if not any(character.isalnum() or character == "_" for character in text):
        assert kind is Intent.GREETING


@pytest.mark.parametrize(
    "unit", ["ha", "ok ", "thanks ", "!", " ", "please, ", "what is ", "tell me ", "i would like "]
)
def test_the_longest_question_takes_no_time(unit: str) -> None:
    """The patterns stay linear: 2,000 characters made to be almost something cost milliseconds."""
    typed = (unit * 2000)[:1999] + "§x"

    began = time.thread_time()
    intent_of(typed)

    assert time.thread_time() - began < 0.2


def _questions(name: str) -> list[str]:
    data = os.environ.get("QA_TEST_DATA")
    if not data:
        pytest.skip("QA_TEST_DATA names no folder of evaluation sets")
    lines = Path(data, name, "queries.jsonl").read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(json.loads(line)["text"] for line in lines))


@pytest.mark.parametrize("name", ["squad2", "xquad_en", "inscit_dev", "policyqa_dev", "wikiqa_dev", "trecqa_dev"])
def test_no_real_question_is_taken_for_a_greeting_or_an_overview(name: str) -> None:
    """Of thousands of questions that people asked of documents, none is answered with a greeting."""
    wrong = [text for text in _questions(name) if intent_of(text) in {Intent.GREETING, Intent.OVERVIEW}]

    assert wrong == []


def test_questions_for_a_number_ask_for_one_fact() -> None:
    """ "How many", "how old", "what year" and their like are not answered with several quotes."""
    number = re.compile(
        r"^(?:how (?:many|much|old|long|far|often|tall|big|large|high)|(?:in )?what year)\b", re.IGNORECASE
    )
    asked = [text for text in _questions("squad2") if number.search(text) and "why" not in text.lower()]

    several = [text for text in asked if intent_of(text) is Intent.REASONS]

    assert len(asked) > 300
    assert len(several) <= 0.005 * len(asked), several
