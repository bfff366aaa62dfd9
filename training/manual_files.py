"""Gathers manuals of unpacked packages: ``python -m training.manual_files --packages DIR --to DIR``.

``--packages`` holds one folder for each package, as ``dpkg-deb -x`` unpacks it. Man pages become text as a person would
save them, 80 columns wide; HTML and text files stay as they are. Which packages, and why these: training/README.md.
"""

import argparse
import gzip
import random
import re
import subprocess
from pathlib import Path

FILES = 14  # of a package at most, and of those that are named as guides as many again
SMALLEST, LARGEST = 2_500, 400_000  # bytes
GUIDES = re.compile(r"faq|how-?to|tutorial|guide|getting|quick|usage|config|setup|install|admin|manual", re.IGNORECASE)
# Lists of contents and of changes ask and answer nothing; the other names are subjects of documents that we measure on.
LEFT_OUT = re.compile(
    r"index|search|toc|contents|changes|changelog|release|whatsnew|news|copyright|license|authors|contribut|glossary"
    r"|rsync|cron|logrotate|awk|systemctl|adduser|dpkg|ufw|fail2ban|unattended|nano|claws|gutenprint|cups|pandoc|curl"
    r"|grep|zip|zlib|fstab|fnmatch|(?:^|[^a-z])(?:ps|git|find)(?:[^a-z]|$)",
    re.IGNORECASE,
)
SPOKEN = {"postgresql": "postgres", "imagemagick": "imagemagick", "perl": "perl", "tcl": "tcl"}


def subject_of(package: str, file: str) -> str:
    """Return what people call the program that a file is about: "tmux", "python"."""
    if re.search(r"\.\d\w*\.txt$", file):
        return re.sub(r"^perl\w*", "perl", file.split(".")[0])
    name = re.sub(r"-(?:doc|common|client|server|tools|bin|utils|wm|perl)\b|^python-|-?[\d.]+$|^lib", "", package)
    return SPOKEN.get(name, re.sub(r"-?[\d.]+$", "", name) or package)


def gather(packages: Path, target: Path, seed: int = 20261126) -> int:
    """Copy the chosen files to ``target``/PACKAGE/ and return how many there are."""
    count = 0
    for package in sorted(path for path in packages.iterdir() if path.is_dir()):
        for file in chosen(package, random.Random(f"{seed}/{package.name}")):
            found = read_manual(file)
            if found is None:
                continue
            folder = target / package.name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / found[0]).write_bytes(found[1])
            count += 1
    return count


def chosen(package: Path, chance: random.Random) -> list[Path]:
    """Return files of a package, guides and FAQs first, at random otherwise; sources of its HTML are left out."""
    pages = sorted(path for path in package.glob("usr/share/man/man*/*") if path.is_file() and not path.is_symlink())
    texts = [path for path in sorted(package.glob("usr/share/**/*.html")) if path.is_file() and not path.is_symlink()]
    if not texts and not pages:
        texts = sorted(package.glob("usr/share/doc/**/*.txt*"))
    found = [p for p in pages + texts if not LEFT_OUT.search(p.name) and SMALLEST // 3 < p.stat().st_size < LARGEST]
    chance.shuffle(found)
    guides = [path for path in found if GUIDES.search("/".join(path.parts[-2:]))]
    others = [path for path in found if path not in set(guides)]
    guides.sort(key=lambda path: "faq" not in path.name.lower())
    return guides[: 2 * FILES] + others[:FILES]


def read_manual(file: Path) -> tuple[str, bytes] | None:
    """Return a file's name and bytes as a person has it, or None where it is too short to ask about."""
    name = file.name.removesuffix(".gz")
    if file.parent.name.startswith("man"):
        data = as_text(file)
        name = f"{name}.txt"
    else:
        data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        if file.suffix == ".html":
            name = f"{file.parent.name}-{name}"
    return (name, data) if len(data) >= SMALLEST else None


def as_text(page: Path) -> bytes:
    """Return a man page as text, 80 columns wide, without bold print and broken words."""
    surroundings = {"MANWIDTH": "80", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    shown = subprocess.run(
        ["/usr/bin/man", "--no-hyphenation", "-l", str(page)], capture_output=True, env=surroundings, check=False
    ).stdout
    return subprocess.run(
        ["/usr/bin/col", "-bx"], input=shown, capture_output=True, env=surroundings, check=False
    ).stdout


def main() -> None:
    """Read the command line and gather."""
    parser = argparse.ArgumentParser(description="Gather manuals to make questions of.")
    parser.add_argument("--packages", type=Path, required=True, help="folder of unpacked packages")
    parser.add_argument("--to", type=Path, required=True, help="folder to write")
    given = parser.parse_args()
    print(f"{gather(given.packages, given.to)} files")


if __name__ == "__main__":
    main()
