"""What a sync reports to whoever asked for it."""

from dataclasses import dataclass, field

from index.records import LedgerEntry


@dataclass(slots=True)
class SyncReport:
    """What one sync did."""

    added: list[str] = field(default_factory=list)  # sources
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)  # (source, reason), old and new
    warnings: list[tuple[str, str]] = field(default_factory=list)  # (source, what could not be read), old and new
    embedded: int = 0  # passages
    reused: int = 0  # passages whose vectors were known
    generation: str = ""
    seconds: float = 0.0

    def add(self, entry: LedgerEntry) -> None:
        """Note what of a file cannot be used, and why."""
        if entry.status == "skipped":
            self.skipped.append((entry.source, entry.reason or ""))
        self.warnings += [(entry.source, warning) for warning in entry.warnings]

    def known(self, entry: LedgerEntry) -> None:
        """Note a file of which what is known still holds."""
        self.unchanged += entry.status == "indexed"
        self.add(entry)
