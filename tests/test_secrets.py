"""Settings that are secret stay so, however they are shown."""

import json
from pathlib import Path

import pytest

from qa.settings import SettingsError, read_settings, without_secrets

KEYS = {"QA_API_KEY": "correct-horse", "QA_LLM_KEY": "battery-staple", "QA_LLM_MODEL": "any"}
ADDRESSES = (
    "https://llm.example:8443/v1",
    "https://anna:hunter2@llm.example:8443/v1",
    "https://llm.example/v1?token=swordfish",
)
WORDS = ("correct-horse", "battery-staple", "anna", "hunter2", "swordfish")


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_secret_is_shown_with_the_settings(address: str) -> None:
    """Not where they are shown on purpose, not where somebody prints the object, not in a refusal."""
    try:
        settings = read_settings({**KEYS, "QA_LLM_URL": address})
        shown = [json.dumps(settings.masked()), repr(settings), str(settings)]
    except SettingsError as refusal:
        shown = [str(refusal)]

    assert [word for word in WORDS for text in shown if word in text] == []


def test_a_secret_is_told_only_to_be_set() -> None:
    """So that an operator sees that it is."""
    assert read_settings(KEYS).masked()["QA_API_KEY"] == "(set)"
    assert read_settings({}).masked()["QA_API_KEY"] is None


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
        ("http://key@host/v1", "http://***@host/v1"),
        ("http://a:b/c@d?e@host/v1", "http://***@host/v1"),
        ("a:b@host", "***@host"),
        ("http://host/v1?key=b@c", "http://***@c"),
        ("http://host?key=b#c", "http://host?***"),
        ("a\nb@host", "***@host"),
    ],
)
def test_what_may_be_a_secret_in_an_address_is_masked(address: str, shown: str) -> None:
    """Well written or not: rather too much is masked than too little."""
    assert without_secrets(address) == shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"QA_API_KEY": "short"},
        {"QA_API_KEYS": "correct-horse"},
        {"QA_PORT": "correct-horse"},
        {"QA_WRITE": "correct-horse"},
    ],
)
def test_a_refusal_names_the_setting_and_not_its_value(wrong: dict[str, str]) -> None:
    """A key in the wrong place is no reason to print it."""
    with pytest.raises(SettingsError) as raised:
        read_settings(wrong)

    assert next(iter(wrong)) in str(raised.value)
    assert not any(value in str(raised.value) for value in wrong.values())


def test_a_broken_file_is_not_repeated(tmp_path: Path) -> None:
    """The place of the fault is told, and not the line."""
    file = tmp_path / "qa.toml"
    file.write_text('api_key = "correct-horse', encoding="utf-8")

    with pytest.raises(SettingsError) as raised:
        read_settings({"QA_CONFIG": str(file)})

    assert "is not TOML" in str(raised.value)
    assert "horse" not in str(raised.value)
