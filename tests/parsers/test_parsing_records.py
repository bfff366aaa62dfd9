"""CSV, TSV, JSON and JSON Lines: the file unchanged, its records as rows."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableDocumentError
from index.parsers import parse
from index.records import Content
from tests.parsers.views import column_names, paths, sections, words, words_at

CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t"), min_size=1, max_size=20)
PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\'), max_size=10)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN, inner, max_size=4),
    max_leaves=12,
)


def pieces(content: Content) -> list[str]:
    return words(content, "row")


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6), line_end=st.sampled_from(["\n", "\r\n"]))
def test_each_csv_record_is_a_row_and_the_text_is_the_file(rows: list[tuple[str, ...]], line_end: str) -> None:
    """Whatever cells hold, line ends and delimiters included, a record parses back to its own cells."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(rows)

    content = parse(file.getvalue().encode(), "a.csv")

    assert content.text == file.getvalue()
    assert [tuple(next(csv.reader(io.StringIO(piece, newline="")))) for piece in pieces(content)] == rows
    assert [tuple(cell and words_at(content, cell) for cell in row.cells) for row in content.blocks] == [
        tuple(cell.replace('"', '""').strip() or None for cell in row) for row in rows
    ]


@pytest.mark.parametrize(
    ("delimiter", "suffix"), [(",", "csv"), (";", "csv"), ("|", "csv"), ("\t", "tsv"), ("\t", "csv")]
)
def test_column_names_head_the_rows(delimiter: str, suffix: str) -> None:
    """The delimiter is found out, and the names in the first row are what all others name as theirs."""
    lines = [["name", "city, state"], ["Ann", "Troy, NY"], ["Bo", "Bend, OR"]]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)

    content = parse(text.encode(), f"people.{suffix}")

    header, *others = content.blocks
    assert column_names(text, header) == "name, city, state"
    assert [block.kind for block in content.blocks] == ["row"] * 3
    assert [header.header, *(row.header for row in others)] == [None, 0, 0]
    assert [words_at(content, cell) if cell else None for row in others for cell in row.cells] == [
        *("Ann", "Troy, NY"),
        *("Bo", "Bend, OR"),
    ]


@pytest.mark.parametrize("first", ["1,2", "a,a", "a,", "x" * 100 + ",b"])
def test_a_first_row_of_data_is_no_header(first: str) -> None:
    """Numbers, repeated, empty and long cells do not name columns."""
    content = parse(f"{first}\n3,4\n".encode(), "a.csv")

    assert [(block.kind, block.header) for block in content.blocks] == [("row", None)] * 2


@pytest.mark.parametrize(
    "text", ['a,b\n"never closed,1\nc,2\n', 'a,b\n"x"y,1\nc,2\n', f'a,b\n"{"x" * 200_000}",1\nc,2\n']
)
def test_broken_quoting_falls_back_to_lines(text: str) -> None:
    """One stray quote does not swallow the rest of the file."""
    assert pieces(parse(text.encode(), "a.csv")) == text.splitlines()


def test_a_shift_jis_table_is_read() -> None:
    """The encoding of a short Japanese table is detected."""
    text = "名前,年齢,住所\r\n佐藤太郎,30,東京\r\n三木英子,25,大阪\r\n髙橋淳,35,名古屋\r\n"

    content = parse(text.encode("cp932"), "a.csv")

    assert content.text == text
    assert column_names(text, content.blocks[0]) == "名前, 年齢, 住所"
    assert [row.header for row in content.blocks[1:]] == [0, 0, 0]


@given(
    items=st.lists(st.dictionaries(PLAIN, VALUES, max_size=4), max_size=5),
    indent=st.sampled_from([None, 2]),
)
def test_objects_in_an_array_are_rows(items: list[dict[str, object]], indent: int | None) -> None:
    """Each row is exactly one element of the array, whatever it holds and however it is indented."""
    content = parse(json.dumps(items, indent=indent).encode(), "a.json")

    assert [json.loads(piece) for piece in pieces(content)] == items


@given(value=st.dictionaries(PLAIN, PLAIN | st.lists(PLAIN), max_size=5), ascii_only=st.booleans())
def test_any_object_is_read_unchanged(value: dict[str, str | list[str]], ascii_only: bool) -> None:
    """Top-level keys become headings over their lists, or fields with their values, inside the text, the file."""
    text = json.dumps(value, ensure_ascii=ascii_only, indent=1)

    content = parse(text.encode(), "a.json")

    assert content.text == json.dumps(value, ensure_ascii=False, indent=1)
    lists = [key for key, held in value.items() if isinstance(held, list)]
    headings = content.of_kind("heading")
    assert [(heading.level, heading.label) for heading in headings] == [(1, " ".join(key.split())) for key in lists]
    assert all(content.text[start] == '"' for start, _ in sections(content))
    fields = [
        [json.loads(words_at(content, cell)) for cell in field.cells if cell] for field in content.of_kind("form_field")
    ]
    assert fields == [[key, held] for key, held in value.items() if isinstance(held, str)]


@given(value=st.dictionaries(CELLS, CELLS, min_size=1, max_size=5), ascii_only=st.booleans())
def test_escapes_are_the_characters_that_they_stand_for(value: dict[str, str], ascii_only: bool) -> None:
    """Accents, quotation marks and line ends are read and quoted as they are shown, each field in its place."""
    line = json.dumps(value, ensure_ascii=ascii_only)

    content = parse(line.encode(), "a.json")
    rows = parse(f"{line}\n\n{line}\n".encode(), "a.jsonl")

    fields = [[words_at(content, cell) for cell in field.cells if cell] for field in content.of_kind("form_field")]
    assert fields == [[f'"{key}"', f'"{held}"'] for key, held in value.items()]
    assert pieces(rows) == [content.text] * 2


def test_what_no_text_holds_stays_escaped() -> None:
    """Control characters, half a character, and a backslash that is one in the data."""
    content = parse(rb'{"path": "C:\\u00e5\\new", "bell": "\u0007\ud83d", "bird": "\ud83d\udc26"}', "a.json")

    assert content.text == '{"path": "C:\\u00e5\\new", "bell": "\\u0007\\ud83d", "bird": "\U0001f426"}'


def test_records_under_a_key_are_rows_with_the_key_as_path() -> None:
    """An export wrapped in an object is still records; title and date beside them are taken."""
    text = '{"title": "Prices", "date": "2024-05-01", "items": [{"a": 1}, {"a": 2}], "n": 2}'

    content = parse(text.encode(), "a.json")

    assert (content.title, content.date) == ("Prices", "2024-05-01")
    assert pieces(content) == ['{"a": 1}', '{"a": 2}']
    assert (text.index('"items"'), ("items",)) in sections(content)


def test_a_key_given_twice_keeps_every_row_in_place() -> None:
    """Rows come from the places themselves, not from the value that won."""
    assert pieces(parse(b'{"a": [{"x": 1}, {"x": 2}], "a": [{"y": 3}]}', "a.json")) == [
        '{"x": 1}',
        '{"x": 2}',
        '{"y": 3}',
    ]


def test_a_table_by_key_has_its_members_as_rows() -> None:
    """Where every value is an object, key and value together are the record."""
    assert pieces(parse(b'{"k1": {"x": 1}, "k2": {"x": 2}}', "a.json")) == ['"k1": {"x": 1}', '"k2": {"x": 2}']


@given(items=st.lists(VALUES, min_size=1, max_size=5), line_end=st.sampled_from(["\n", "\r\n"]))
def test_each_json_line_is_a_row(items: list[object], line_end: str) -> None:
    """Blank lines between records are skipped, the records kept whole."""
    text = line_end.join(f"{json.dumps(item)}{line_end}" for item in items)

    content = parse(text.encode(), "a.jsonl")

    assert pieces(content) == [json.dumps(item, ensure_ascii=False) for item in items]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.json", b'{"a": 1,\n "b": }', "line 2, column 7"),
        ("a.json", b"{} {}", "follows its end at line 1"),
        ("a.json", b"[" * 200_000, "nested too deeply"),
        ("a.jsonl", b'{"a": \n{"b": \n', "line 1"),
        ("a.jsonl", b"{} {}\n", "one JSON value per line at line 1"),
        ("a.jsonl", b"[1,\n2]\n", "line 1 is not valid JSON"),
    ],
)
def test_broken_json_says_where(name: str, data: bytes, reason: str) -> None:
    """The message leads to the place that has to be mended."""
    with pytest.raises(UnreadableDocumentError, match=reason):
        parse(data, name)


def test_escaped_surrogates_never_get_out() -> None:
    """A key written as a lone surrogate is readable text in the file and stays encodable in a heading's name."""
    content = parse(rb'{"title": "a\ud800b", "k\udfff": [1]}', "a.json")

    assert content.title == "a\ufffdb"
    assert paths(content) == [("k\ufffd",)]


def test_a_broken_line_is_named_and_the_others_are_read() -> None:
    """One bad line costs that line alone; it is told, and never quoted."""
    content = parse(b'{"a": 1}\n{"b": \n{"c": 3}\n', "a.jsonl")

    assert pieces(content) == ['{"a": 1}', '{"c": 3}']
    assert [warning for warning in content.warnings if "line 2" in warning]
    assert words(content, "boilerplate") == ['{"b": ']


def test_the_fields_of_a_long_record_stand_by_themselves() -> None:
    """A record too long to be quoted whole is quoted by the field that answers."""
    long = {"name": "Grebe", "notes": "dry in all winds " * 60, "price": 4300}

    content = parse(json.dumps([long, {"name": "Teal"}]).encode(), "a.json")

    assert [words_at(content, field.span) for field in content.of_kind("form_field")][::2] == [
        '"name": "Grebe"',
        '"price": 4300',
    ]


def test_lines_above_a_table_are_no_rows() -> None:
    """Exports begin with a title and a date; the column names come after, and the rows below name them."""
    text = (
        "Stock of the shop;;;\nmade on 3 May;;;\n;;;\nArticle;Shelf;Pieces;Price\nRope;A3;14;2,40\nFender;C7;6;19,90\n"
    )

    content = parse(text.encode(), "export.csv")

    rows = content.of_kind("row")
    header = content.blocks.index(rows[0])
    assert content.title == "Stock of the shop"
    assert column_names(text, rows[0]) == "Article, Shelf, Pieces, Price"
    assert [row.header for row in rows] == [None, header, header]


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.tsv", '\tname\tcity\n0\t"x"y\tz\n1\tb\tc\n'), ("a.csv", '"a,x",b\n"x"y,1\n2,3\n')],
)
def test_broken_quoting_keeps_the_cells(name: str, text: str) -> None:
    """Where a line is a record, every delimiter parts cells."""
    content = parse(text.encode(), name)

    assert len({len(row.cells) for row in content.of_kind("row")[1:]}) == 1
    assert all(row.cells for row in content.of_kind("row"))


def test_numbers_of_any_length_are_read() -> None:
    """Python's limit on integer digits is no limit of the format."""
    assert parse(b"[" + b"9" * 10_000 + b"]", "a.json").text[1:3] == "99"
