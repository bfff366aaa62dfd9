"""One document as the product sees it, for the terminal: block by block, with what is left out and why."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from index.library import Index
from index.records import Block, Content, LedgerEntry, Span
from qa.answering.ports import UnknownDocumentError
from qa.answering.records import DocumentView
from qa.commands.terminal import one_line, visible

_WORDS = 60  # characters of a block that are shown
_LIKE = 0.5  # share of a name that another one has in common with it
_DEEPEST = 8  # steps of indentation


def find(entries: Sequence[LedgerEntry], name: str) -> LedgerEntry:
    """Return the document whose id is ``name``, or the only one whose source is.

    Raises:
        UnknownDocumentError: there is none, or several come from files of that name.
    """
    found = [entry for entry in entries if entry.id == name] or [entry for entry in entries if entry.source == name]
    if len(found) == 1:
        return found[0]
    shown = one_line(name, _WORDS)
    if found:
        ids = ", ".join(entry.id for entry in found)
        raise UnknownDocumentError(f"{shown} is the source of {len(found)} documents; name one by its id: {ids}")
    near = get_close_matches(name, [entry.source for entry in entries], n=3, cutoff=_LIKE)
    hint = f"did you mean {', '.join(map(visible, near))}?" if near else "give its id or its source, as citations do"
    raise UnknownDocumentError(f"there is no document {shown}; {hint}")


def view_of(index: Index, entry: LedgerEntry) -> DocumentView | None:
    """Return the whole document, or None of a file that was skipped."""
    document = index.document(entry.id)
    return DocumentView(entry, document) if document is not None else None


def entry_text(entry: LedgerEntry) -> str:
    """Return what the ledger says of a file."""
    facts = [f"id {entry.id}", f"source {entry.source}"]
    if entry.collection is not None:
        facts.append(f"collection {entry.collection}")
    if entry.status == "indexed":
        pages = [f"{entry.pages} pages"] if entry.pages else []
        facts += [f"{entry.characters} characters", *pages, f"{entry.passages} passages", f"sha256 {entry.sha256}"]
    lines = [entry.title, *(f"  {fact}" for fact in facts)]
    if entry.status == "skipped":
        lines.append(f"skipped: {entry.reason}")
    return visible("\n".join([*lines, *(f"warning: {warning}" for warning in entry.warnings)]))


def view_text(view: DocumentView) -> str:
    """Return the ledger's line, then a line for each block, and for text that is in none."""
    content = view.document.content
    head = f"{'no.':>5} {'of':>5} {'page':>5}  {'characters':<15} block"
    lines = sorted([*_block_lines(view, content), *_gap_lines(view, content)])
    return "\n".join([entry_text(view.entry), "", head, *(line for *_, line in lines)])


def _block_lines(view: DocumentView, content: Content) -> Iterator[tuple[int, int, str]]:
    depths: list[int] = []
    for number, block in enumerate(content.blocks):
        depths.append(0 if block.parent is None else depths[block.parent] + 1)
        kind = f"{block.kind} {block.level}" if block.level is not None else block.kind
        indent = "  " * min(depths[-1], _DEEPEST)
        end = f"  (left out: {visible(block.why or 'not said')})" if block.kind == "boilerplate" else ""
        of = "" if block.parent is None else str(block.parent)
        place = _place(view, str(number), of, block.span)
        yield block.start, number, f"{place} {indent}{kind:<12} {_words(content, block)}{end}"


def _gap_lines(view: DocumentView, content: Content) -> Iterator[tuple[int, int, str]]:
    """Yield a line for each stretch of text that no block covers: it is searched and quoted as a paragraph would be."""
    reached = 0
    for start, end in [*((block.start, block.end) for block in content.blocks), (len(content.text),) * 2]:
        between = content.text[reached:start]
        if between.strip():
            span = Span(reached + len(between) - len(between.lstrip()), reached + len(between.rstrip()))
            words = one_line(content.text[span.start : span.end], _WORDS)
            yield span.start, -1, f"{_place(view, '-', '', span)} {'in no block':<12} {words}"
        reached = max(reached, end)


def _place(view: DocumentView, number: str, of: str, span: Span) -> str:
    page = view.document.page_at(span.start)
    return f"{number:>5} {of:>5} {page or '':>5}  {f'{span.start}-{span.end}':<15}"


def _words(content: Content, block: Block) -> str:
    if block.kind == "row" and block.cells:
        cells = ("" if cell is None else content.text[cell.start : cell.end] for cell in block.cells)
        return one_line(" | ".join(cells), _WORDS)
    return one_line(content.text[block.start : block.end], _WORDS)
