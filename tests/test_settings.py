"""Settings: what cannot work is refused when it is read, and in words that help."""

from pathlib import Path

import pytest

from qa.settings import SettingsError, read_settings

URL = "http://127.0.0.1:8080/v1"


def read(**settings: str) -> object:
    return read_settings({"QA_LLM_MODEL": "m", **settings}).llm_url


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (URL, URL),
        (f"{URL}/", URL),
        ("http://127.0.0.1:8080", URL),  # the root of the server: the API's usual place on it
        ("http://127.0.0.1:8080/", URL),
        ("https://models.example/openai/v1", "https://models.example/openai/v1"),
    ],
)
def test_the_address_is_taken_with_and_without_its_usual_ending(given: str, meant: str) -> None:
    """People copy it either way."""
    assert read(QA_LLM_URL=given) == meant


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"QA_LLM_URL": "ftp://127.0.0.1/v1"}, "http://127.0.0.1:8080/v1"),
        ({"QA_LLM_URL": "127.0.0.1:8080"}, "http://127.0.0.1:8080/v1"),
        ({"QA_LLM_URL": "http://"}, "http://127.0.0.1:8080/v1"),
        ({"QA_LLM_URL": f"{URL}?key=1"}, "http://127.0.0.1:8080/v1"),
        ({"QA_LLM_URL": "http://me:secret@host/v1"}, "QA_LLM_KEY"),
        ({"QA_LLM_URL": URL, "QA_LLM_MODEL": ""}, "QA_LLM_MODEL"),
        ({"QA_LLM_URL": URL, "QA_LLM_KEY": "two words"}, "QA_LLM_KEY"),
        ({"QA_LLM_URL": URL, "QA_LLM_KEY": "schlüssel"}, "QA_LLM_KEY"),
        ({"QA_LLM_URL": URL, "QA_LLM_TIMEOUT": "0"}, "QA_LLM_TIMEOUT"),
        ({"QA_LLM_URL": URL, "QA_LLM_UNSUPPORTED": "keep"}, "QA_LLM_UNSUPPORTED"),
    ],
)
def test_what_cannot_work_is_refused(settings: dict[str, str], said: str) -> None:
    """Before any question is asked; a secret is never repeated."""
    with pytest.raises(SettingsError, match=said) as raised:
        read(**settings)

    assert not any(secret in str(raised.value) for secret in ("two words", "schlüssel", "secret@"))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("QA_API_KEY", "abc", "must have at least 8 characters"),
        ("QA_PORT", "eighty", "must be a whole number"),
        ("QA_PORT", "99999", "must be 65535 or less"),
        ("QA_PORT", "-1", "must be 0 or more"),
        ("QA_LONGEST_WAIT", "soon", "must be a number"),
        ("QA_WRITE", "perhaps", "must be 1 or 0"),
        ("QA_STRICTNESS", "hard", "must be 'strict', 'balanced' or 'lenient'"),
    ],
)
def test_a_wrong_value_is_explained_in_plain_words(name: str, value: str, said: str) -> None:
    """The setting by its name, then what it must be; nothing of the library that reads it, and not the value."""
    with pytest.raises(SettingsError) as raised:
        read_settings({name: value})

    assert str(raised.value) == f"{name} {said}"


@pytest.mark.parametrize(
    ("old", "new"), [("QA_OPEN", "QA_OPEN_BROWSER"), ("QA_LLM_SECONDS", "QA_LLM_TIMEOUT")], ids=lambda name: name
)
def test_a_setting_of_an_earlier_version_is_refused_with_its_new_name(tmp_path: Path, old: str, new: str) -> None:
    """In the environment as in the file: passed over in silence, it would do what nobody asked for."""
    file = tmp_path / "qa.toml"
    file.write_text(f"{old.removeprefix('QA_').lower()} = 1\n")

    for environment in ({old: "1"}, {"QA_CONFIG": str(file)}):
        with pytest.raises(SettingsError, match=f"{old} is now called {new}"):
            read_settings(environment)
