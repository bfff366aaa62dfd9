"""compose.yaml: what it sets is what the program knows, as it cannot be run where the tests are."""

import re
from typing import Any

import yaml

from qa.api.settings import ApiSettings, refusal_to_bind
from qa.cli import COMMANDS
from qa.settings import read_settings
from tests.processes import ROOT

GIVEN = {"POSTGRES_PASSWORD": "0123456789abcdef", "QA_API_KEY": "fedcba9876543210"}


def services() -> dict[str, Any]:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    filled = re.sub(r"\$\{(\w+)(?::\?[^}]*)?\}", lambda found: GIVEN[found[1]], text)
    listed: dict[str, Any] = yaml.safe_load(filled)["services"]
    return listed


def test_every_service_of_ours_has_settings_that_are_accepted() -> None:
    """All of the same database, with the password that is given to it, and a key beyond this machine."""
    database = services().pop("database")["environment"]
    ours = {name: service for name, service in services().items() if name != "database"}

    assert list(ours) == ["index", "first", "second"]
    for service in ours.values():
        settings = read_settings(service["environment"])
        assert settings.store is not None
        assert settings.store.get_secret_value() == (
            f"postgresql://{database['POSTGRES_USER']}:{database['POSTGRES_PASSWORD']}@database/{database['POSTGRES_DB']}"
        )
        assert settings.api_key is not None
        api = ApiSettings(host=settings.host, port=settings.port, api_key=settings.api_key.get_secret_value())
        assert refusal_to_bind(api) is None
        assert set(service.get("command", ["serve"])) <= COMMANDS.keys()
        assert any(volume.split(":")[1] == str(settings.sources[0]) for volume in service["volumes"])


def test_nothing_is_published_beyond_this_machine() -> None:
    """Two servers on two ports of the loopback address; the database on none."""
    ports = {name: service.get("ports", []) for name, service in services().items()}

    assert ports["database"] == ports["index"] == []
    assert [port.rpartition(":")[0] for port in (*ports["first"], *ports["second"])] == [
        "127.0.0.1:8001",
        "127.0.0.1:8002",
    ]
    assert all(port.endswith(":8000") for port in (*ports["first"], *ports["second"]))
