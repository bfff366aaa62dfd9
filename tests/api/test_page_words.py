"""The languages of the page: every sentence that it says has its translation, and none has been left behind."""

import json
import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from qa.api import page

STRING = r'"(?:[^"\\]|\\.)*"'
SAID = re.compile(rf"(?<![\w.$])t\(\s*({STRING})\s*[,)]")
COUNTED = re.compile(rf"(?<![\w.$])count\((?:[^\"()]|\([^()]*\))*,\s*({STRING}),\s*({STRING})\)")
COMMENT = re.compile(r"^\s*(?://|/?\*).*$|(?<=[\s;{])//\s.*$", re.MULTILINE)
IMPORT = re.compile(r"^import .*$", re.MULTILINE)
# These make sentences of what others hand them.
PASSING_ON = frozenset({"dom.js", "translating.js", "words.js"})
LANGUAGES = sorted(name.split(".")[1] for name in page.FILES if re.fullmatch(r"words\.\w+\.js", name))
# What has the looks of a sentence or of a label: words apart, a stop at the end, or one word with a capital.
PROSE = re.compile(r"[A-Z][a-z]+ [a-z]|[a-z]{2,} [a-z]{2,} [a-z]{2,}|[a-z]{3,}(?:[….?!]|: )$|^[A-Z][a-z]+$")
NO_PROSE = frozenset({"Authorization", "Bearer", "English", "Enter", "Esc", "Escape", "Files", "Shift"})
LITERAL = re.compile(rf"{STRING}|`(?:[^`\\]|\\.)*`")
# Attributes and selectors are no words of the page, whatever they look like.
UNSEEN = re.compile(
    rf"\b(?:class|role|pattern|rel): {STRING}"
    rf"|\b(?:querySelector(?:All)?|closest|matches)\((?:{STRING}|`[^`]*`)\)"
    rf"|\.key [!=]== {STRING}"
)


def code(name: str) -> str:
    """Return a module without its comments and imports."""
    return IMPORT.sub("", COMMENT.sub("", page.FILES[name].read_text(encoding="utf-8")))


def modules() -> list[str]:
    """Return the names of the page's modules that say something, by themselves or of what they are handed."""
    return [name for name in page.FILES if name.endswith(".js") and not name.startswith("words.")]


class Markup(HTMLParser):
    """The texts and attributes of index.html that a user reads or hears, as translating.js finds them."""

    def __init__(self) -> None:
        super().__init__()
        self.found = set[str]()
        self.open: list[str] = []
        self.whole: list[str] | None = None  # a sentence with elements in it, as far as it was read
        self.inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.found |= {values[name] or "" for name in ("aria-label", "alt", "placeholder", "title") if name in values}
        if self.whole is not None:
            self.inside += 1
            self.whole.append(f"{{{self.inside}}}")
        elif "data-t" in values:
            self.whole, self.inside = [], 0
        if tag not in {"meta", "link", "img", "input"}:
            self.open.append("data-t" if "data-t" in values else tag)

    def handle_endtag(self, tag: str) -> None:
        del tag
        if self.open.pop() == "data-t":
            self.found.add("".join(self.whole or []).strip())
            self.whole = None

    def handle_data(self, data: str) -> None:
        if not {"script", "noscript"} & set(self.open):
            if self.whole is None:
                self.found.add(data.strip())
            elif self.open[-1] == "data-t":
                self.whole.append(data)


def keys() -> set[str]:
    """Return every sentence of the page, in English."""
    markup = Markup()
    markup.feed(page.FILES["index.html"].read_text(encoding="utf-8"))
    found = {text for text in markup.found if text}
    for name in modules():
        found |= {json.loads(sentence) for sentence in SAID.findall(code(name))}
        found |= {f"{{n}} {json.loads(noun)}" for nouns in COUNTED.findall(code(name)) for noun in nouns}
    return found


def words(language: str) -> list[tuple[str, str]]:
    """Return the translations of a language, in their order."""
    text = COMMENT.sub("", page.FILES[f"words.{language}.js"].read_text(encoding="utf-8"))
    body = re.fullmatch(r"\s*export default (\{.*\});\s*", text, re.DOTALL)
    assert body is not None
    pairs: list[tuple[str, str]] = json.loads(re.sub(r",(\s*)\}$", r"\1}", body[1]), object_pairs_hook=list)
    return pairs


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_sentence_once_and_no_other(language: str) -> None:
    """A sentence that is changed in the code needs its translation changed, too."""
    translated = Counter(sentence for sentence, _ in words(language))

    assert sorted(keys() - translated.keys()) == []  # missing
    assert sorted(translated.keys() - keys()) == []  # left over
    assert [sentence for sentence, times in translated.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_says_something_and_keeps_the_placeholders(language: str) -> None:
    """What the code puts into a sentence stands in its translation, once for each place."""
    held = [
        sentence
        for sentence, translation in words(language)
        if not translation.strip()
        or sorted(re.findall(r"\{\w+\}", sentence)) != sorted(re.findall(r"\{\w+\}", translation))
    ]

    assert held == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_that_has_its_file_can_be_chosen(language: str) -> None:
    """It is registered with what loads its words, which a first visit in English does not load."""
    registered = re.findall(r'\["(\w+)", \(\) => import\("\./words\.(\w+)\.js"\)\]', page.FILES["words.js"].read_text())

    assert (language, language) in registered
    assert len(registered) == len(LANGUAGES) > 3


@pytest.mark.parametrize("name", sorted({*modules()} - PASSING_ON))
def test_what_is_translated_is_written_out_where_it_is_said(name: str) -> None:
    """Only a sentence that stands in the call can be found by whoever translates."""
    text = code(name)

    assert len(SAID.findall(text)) == len(re.findall(r"(?<![\w.$])t\(", text))
    assert len(COUNTED.findall(text)) == len(re.findall(r"(?<![\w.$])count\(", text))


@pytest.mark.parametrize("name", modules())
def test_nothing_that_is_read_goes_untranslated(name: str) -> None:
    """Whatever looks like a sentence or a label of the page goes through `t` or `count`."""
    text = UNSEEN.sub("", COUNTED.sub("", SAID.sub("", code(name))))
    literals = [re.sub(r"\$\{[^}]*\}", "", literal[1:-1]) for literal in LITERAL.findall(text)]

    assert [each for each in literals if PROSE.search(each.strip()) and each.strip() not in NO_PROSE] == []


def test_the_patterns_find_a_sentence_that_was_forgotten() -> None:
    """In a call, in an attribute, beside a value, and as a label of one word."""
    forgotten = ["Ready.", "The answer is wrong", "not checked: the server did not answer", "Save", "One moment: "]

    assert [each for each in forgotten if not PROSE.search(each)] == []
    assert [SAID.search(call) for call in ("t(words)", "t(`a`)", 'sort("a")')] == [None] * 3
