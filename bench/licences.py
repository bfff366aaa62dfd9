"""The licence of everything that is installed, as its package states it: python -m bench.licences [--json]."""

import argparse
import json
from importlib.metadata import Distribution, distributions

_SHORT = 60  # characters of a licence's name; some packages put the whole text there


def licence_of(found: Distribution) -> str:
    """Return what a package says of its licence: the SPDX expression, else its classifiers, else its own words."""
    said = found.metadata.json
    stated = str(said.get("license_expression", ""))
    classified = [line.rpartition(" :: ")[2] for line in found.metadata.get_all("Classifier", []) if "License" in line]
    words = " ".join(str(said.get("license", "")).split())
    return stated or ", ".join(classified) or words[:_SHORT] or "not stated"


def licences() -> list[tuple[str, str, str]]:
    """Return name, version and licence of every installed package, by name."""
    rows = {found.metadata["Name"]: (found.version, licence_of(found)) for found in distributions()}
    return [(name, *rows[name]) for name in sorted(rows, key=str.lower)]


def main() -> None:
    """Print a line for each package, or a list of objects."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    if parser.parse_args().json:
        print(json.dumps([dict(zip(("name", "version", "licence"), row, strict=True)) for row in licences()]))
    else:
        print("\n".join(f"{name:<32} {version:<16} {licence}" for name, version, licence in licences()))


if __name__ == "__main__":
    main()
