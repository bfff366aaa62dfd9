"""What the pages say about the tools is what there is."""

import json
import re
from pathlib import Path

from qa.cli import COMMANDS
from qa.mcp.arguments import READ_LIMIT
from qa.mcp.tools import TOOLS
from qa.settings import read_settings

ROOT = Path(__file__).parents[2]
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_tool_is_described_with_its_arguments() -> None:
    """Those without a default before the semicolon, the rest after it."""
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| .+ \|$", API.partition("### `POST /mcp`")[2], re.MULTILINE)
    described = {name: [re.findall(r"`(\w+)`", part) for part in cell.split(";")] for name, cell in rows}

    fields = {name: tool.arguments.model_fields for name, tool in TOOLS.items()}
    assert {name: {n for part in parts for n in part} for name, parts in described.items() if name in fields} == {
        name: set(known) for name, known in fields.items()
    }
    for name, known in fields.items():
        assert set(described[name][0]) == {n for n, field in known.items() if field.is_required()}


def test_the_length_of_a_piece_is_described_as_it_is() -> None:
    """To the model that reads the description, and to whoever reads the page."""
    assert f"{READ_LIMIT:,} characters" in TOOLS["read_document"].description
    assert f"at most {READ_LIMIT:,} at a time" in API


def test_the_file_for_clients_starts_what_there_is() -> None:
    """The README's JSON names a command of ours and settings that are settings."""
    (block,) = re.findall(r"^```json\n(.+?)^```$", README, re.MULTILINE | re.DOTALL)

    (server,) = json.loads(block)["mcpServers"].values()

    assert server["args"][0] in COMMANDS
    assert server["command"].endswith("/.venv/bin/qa")
    assert read_settings(server["env"]).data == Path(server["env"]["QA_DATA"])
