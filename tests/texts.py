"""Arbitrary text for properties: what breaks offsets and borders, more often than chance would give it."""

from hypothesis import strategies as st

_SIGNS = [*"ab.!?,;:)]}(\"'“”«»-*#|1 ", "\n", "\r", "\r\n", "\f", "\t", "\0", "\u2028", "\u00a0", "\ufeff", "\u200b"]
_SCRIPTS = ["e\u0301", "你好。", "私は！", "שלום.", "\u202eאב\u202c", "مرحبا؟", "हिन्दी।", "ﷺ", "한국어."]
_EMOJI = ["😀", "👩‍👩‍👧‍👦", "👍🏽", "🇩🇪"]
_PHRASES = ["Mr. X", "e.g. ", "5 p.m. in", "U.S. He", "Yes. No. ", "...", "? ! ", "x" * 700, "word " * 150]
_BLOCKS = ["\n\n", "\r\r", "\r\n\r\n", "\n- item", "\n1. One", "\n# Head\n", "\n| a | b |\n", "\f"]

TEXTS = st.lists(
    st.one_of(*(st.sampled_from(kind) for kind in (_SIGNS, _SCRIPTS, _EMOJI, _PHRASES, _BLOCKS)), st.text(max_size=5)),
    max_size=40,
).map("".join)
