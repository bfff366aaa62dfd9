"""`qa config`: the settings in force, and whether answers are calibrated on the user's own questions."""

import argparse
import json
from dataclasses import asdict

from qa.commands.terminal import json_text
from qa.service.corrections import CorrectionError
from qa.settings import Settings
from qa.wiring import Application

_KEY = "calibration"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print every setting, secrets masked."""
    shown = settings.masked()
    try:
        fitted = Application.of(settings).correction_in_force()
        shown[_KEY] = asdict(fitted) if fitted else "as shipped"
    except CorrectionError as error:
        shown[_KEY] = f"as shipped: {error}"
    if args.json:
        print(json_text(shown))
    else:
        print("\n".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in shown.items()))
    return 0
