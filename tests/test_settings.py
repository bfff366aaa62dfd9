"""Settings that are secret stay so, however they are shown."""

import json
from pathlib import Path

import pytest

from qa.settings import SettingsError, read_settings, without_secrets

SECRETS = {
    "QA_API_KEY": "correct-horse",
    "QA_LLM_KEY": "battery-staple",
    "QA_LLM_URL": "https://anna:hunter2@llm.example:8443/v1?token=swordfish",
}
WORDS = ("correct-horse", "battery-staple", "anna", "hunter2", "swordfish")


def test_no_secret_is_shown_with_the_settings() -> None:
    """Neither where they are shown on purpose nor where somebody prints the object."""
    settings = read_settings(SECRETS)

    shown = [json.dumps(settings.masked()), repr(settings), str(settings)]

    assert [word for word in WORDS for text in shown if word in text] == []
    assert settings.masked()["QA_LLM_URL"] == "https://***@llm.example:8443/v1?***"
    assert settings.masked()["QA_API_KEY"] == "(set)"
    assert settings.llm_url == SECRETS["QA_LLM_URL"]


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
