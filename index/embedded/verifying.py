"""Looks through everything that is stored, for `qa doctor`."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from index.embedded.catalogue_faults import faults_in
from index.embedded.layout import CATALOGUE, POINTER, SEGMENTS, composition_of, current, newest_first
from index.embedded.manifest import check_files
from index.embedded.parts import Part
from index.errors import StoreDamagedError


def faults_of(folder: Path, name: str, parts: Sequence[Part], model: str) -> list[str]:
    """Return one sentence per fault of the store in ``folder``, of which the generation ``name`` is open."""
    findings = damage_of(folder, name)
    for part in parts:
        findings += [f"generation {name}: {fault}" for fault in _faults_of_rows(part)]
    findings += faults_in(folder / CATALOGUE, model)
    return [*findings, *_faults_of_pointer(folder, name), *_faults_of_others(folder, name)]


def damage_of(folder: Path, name: str) -> list[str]:
    """Return one sentence per file of a generation that is not what was written."""
    try:
        segments = composition_of(folder, name).segments
    except StoreDamagedError as error:
        return [str(error)]
    faults = (fault for each in segments for fault in check_files(folder / SEGMENTS / each.name))
    return [f"generation {name}: {fault}" for fault in faults]


def _faults_of_rows(part: Part) -> Iterator[str]:
    """Hold every passage against its document."""
    segment = part.segment
    try:
        for row in range(len(segment.document_ids)):
            if row in part.gone:
                continue
            document = segment.texts.document(row)
            passages = segment.texts.passages(range(int(segment.firsts[row]), int(segment.firsts[row + 1])))
            for passage in passages.values():
                if (document.text or "")[passage.start : passage.end] != passage.text:
                    yield f"passage {passage.id} does not stand at {passage.start}-{passage.end} in {document.id}"
    except StoreDamagedError as error:
        yield str(error)


def _faults_of_pointer(folder: Path, name: str) -> list[str]:
    published = current(folder)
    if published is None:
        return [f"{POINTER} names no generation, so {name} is served; run: qa index"]
    if published != name and damage_of(folder, published):
        return [f"the current generation {published} is damaged; {name} is served; run: qa index"]
    return []


def _faults_of_others(folder: Path, name: str) -> list[str]:
    """Look at the generations that would be served if this one were lost."""
    known = {name, current(folder)}
    faults = (fault for other in newest_first(folder) if other not in known for fault in damage_of(folder, other))
    return [f"{fault}; it could not be served if the current one were lost" for fault in faults]
