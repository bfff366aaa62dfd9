"""`qa config`: the settings in force."""

import argparse
import json

from qa.commands.terminal import json_text
from qa.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print every setting, secrets masked."""
    shown = settings.masked()
    if args.json:
        print(json_text(shown))
    else:
        print("\n".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in shown.items()))
    return 0
