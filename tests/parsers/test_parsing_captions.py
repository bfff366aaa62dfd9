"""Subtitles: what is said, in paragraphs that a sentence never leaves."""

import pytest

from index.errors import UnreadableDocumentError
from index.parsers.captions import parse_captions
from index.records import Content


def paragraphs(content: Content) -> list[str]:
    return [content.text[b.span.start : b.span.end] for b in content.blocks if b.kind == "paragraph"]


def parsed(text: str) -> Content:
    return parse_captions(text.encode(), "meeting.vtt")


def test_a_sentence_over_two_cues_is_one_stretch() -> None:
    """Cues end where the screen does, sentences where they end; a pause inside of a sentence ends nothing."""
    content = parsed("00:01.000 --> 00:03.000\nThe pier was\n\n00:09.000 --> 00:11.000\npainted green.\n")

    assert paragraphs(content) == ["The pier was painted green."]


def test_the_time_stands_above_each_paragraph_and_is_not_quoted() -> None:
    """Who reads a quote can find the moment in the recording."""
    content = parsed("61:05.000 --> 61:07.000\nWe vote now.\n")

    time = content.blocks[0]
    assert (content.text[time.span.start : time.span.end], time.kind) == ("[1:01:05]", "boilerplate")


def test_speakers_are_named_and_kept_apart() -> None:
    """Who says it is part of what is said."""
    content = parsed(
        "00:01.000 --> 00:02.000\n<v.loud Mary Kay>Who is for it?\n\n00:02.000 --> 00:03.000\n<v Bob>I &amp; Ann.\n"
    )

    assert paragraphs(content) == ["Mary Kay: Who is for it?", "Bob: I & Ann."]


def test_notes_styles_and_marks_are_no_words() -> None:
    """What players use and nobody sees is left out."""
    content = parsed(
        "WEBVTT\n\nNOTE\nsecret\n\nSTYLE\n::cue {}\n\nintro\n"
        "00:01.000 --> 00:02.000 line:0\n<c.red>Yes</c>, <00:01.500>we do.\n"
    )

    assert paragraphs(content) == ["Yes, we do."]


def test_long_speech_is_cut_between_sentences() -> None:
    """A monologue without a pause becomes paragraphs, each of whole sentences."""
    cues = "\n\n".join(f"00:{i:02}.000 --> 00:{i:02}.900\nThis is sentence {i} of a long speech." for i in range(50))

    found = paragraphs(parsed(cues))

    assert len(found) > 2
    assert all(each.endswith(".") and len(each) < 600 for each in found)


@pytest.mark.parametrize("text", ["WEBVTT\n\nNOTE nothing here\n", "no times at all\n", "00:01 --> 00:02\nwords\n"])
def test_a_file_without_times_is_refused(text: str) -> None:
    """The message says what is missing."""
    with pytest.raises(UnreadableDocumentError, match="not subtitles"):
        parsed(text)
