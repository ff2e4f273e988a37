"""What a sheet's XML says beyond its values: formula errors, formulas never computed, and how far its cells reach.

The reader of workbooks lays a sheet out from its first to its farthest cell and gives a formula without a stored
value as an empty cell; both are looked for here, before it reads.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from truenorth.errors import Place, refuse
from truenorth.sources.find import Part, unreadable

MOST_CELLS = 50_000_000  # cells that a sheet may span: laid out, they take some gigabytes
MOST_EMPTY = 2_000_000  # of those, however few hold anything
SPARSE = 20  # beyond that, one cell in so many has to hold something
ANY = rb"(?:[\w.-]+:)?"
CELL = re.compile(rb"<" + ANY + rb"c(?=[\s/>])")
FILLED = re.compile(rb"<" + ANY + rb"c(?:\s[^>]*?)?\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"'](?:[^>]*[^/>])?>")
ADDRESSED = re.compile(rb"<" + ANY + rb"c(?:\s[^>]*?)?\sr=[\"'][A-Z]{1,3}\d{1,7}[\"']")
WITH_ERROR = re.compile(rb"<" + ANY + rb"c\s([^>]*?\bt=[\"']e[\"'][^>]*)>")
WITH_FORMULA = re.compile(rb"<" + ANY + rb"c\s([^>]*[^/>])>\s*<" + ANY + rb"f\b(.*?)</" + ANY + rb"c>", re.DOTALL)
STORED = re.compile(rb"<" + ANY + rb"v(?:\s[^>]*)?>[^<]|<" + ANY + rb"t(?:\s[^>]*)?>[^<]")
STORED_TEXT = re.compile(rb"<" + ANY + rb"v\b")  # a formula whose text is empty has an empty value
ADDRESS = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")


@dataclass(frozen=True)
class Address:
    """Where a cell stands: its line from 1, its column from 0."""

    line: int
    column: int

    @property
    def text(self) -> str:
        """The address as spreadsheets write it."""
        letters, rest = "", self.column + 1
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(65 + letter) + letters
        return f"{letters}{self.line}"


@dataclass(frozen=True)
class Scan:
    """What was found in a sheet: cells with an error, and formulas that no program has computed."""

    errors: tuple[Address, ...] = ()
    uncomputed: tuple[Address, ...] = ()


def scan_sheet(part: Part) -> Scan:
    """The scan of a sheet (XLSX, XLSM, ODS; empty for others); `Refused` if it is damaged or spread too far."""
    if part.suffix not in (".xlsx", ".xlsm", ".ods"):
        return Scan()
    try:
        with zipfile.ZipFile(part.path) as archive:
            if part.suffix == ".ods":
                from truenorth.sources.open_document import scan_content

                return scan_content(part, archive.read("content.xml"))
            return _scan(part, archive.read(_entry(archive, str(part.sheet))))
    except ElementTree.ParseError:
        raise unreadable(part, "its XML is broken") from None
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, NotImplementedError, RuntimeError):
        raise unreadable(part, "its parts are damaged or do not fit together") from None


def _scan(part: Part, data: bytes) -> Scan:
    if len(CELL.findall(data)) != len(ADDRESSED.findall(data)):
        data = _addressed(data)
    filled = FILLED.findall(data)
    check_spread(part, _corner(filled), len(filled))
    errors = tuple(_address(match[1]) for match in WITH_ERROR.finditer(data)) if b"e" in data else ()
    uncomputed = tuple(
        _address(match[1]) for match in WITH_FORMULA.finditer(data) if not _is_stored(match[1], match[2])
    )
    return Scan(errors, uncomputed)


def _is_stored(attributes: bytes, inner: bytes) -> bool:
    if re.search(rb"\bt=[\"']str[\"']", attributes):
        return STORED_TEXT.search(inner) is not None
    return STORED.search(inner) is not None


def _address(attributes: bytes) -> Address:
    match = ADDRESS.search(attributes)
    return Address(int(match[2]), _column(match[1])) if match else Address(1, 0)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _corner(filled: list[tuple[bytes, bytes]]) -> Address:
    columns = {letters for letters, _ in filled}
    lines = {line for _, line in filled}
    return Address(max(map(int, lines), default=0), max(map(_column, columns), default=0))


def check_spread(part: Part, corner: Address, filled: int) -> None:
    """Refuses a sheet whose few cells lie so far apart that laying it out would take the machine's memory."""
    area = corner.line * (corner.column + 1)
    if area <= MOST_EMPTY or area <= min(SPARSE * filled, MOST_CELLS):
        return
    raise refuse(
        "SHEET_SPREAD",
        f"{part.label} reaches to {corner.text}; {filled} of its {area} cells hold anything, too few to lay it out.",
        Place(part.file, corner.line),
        hint="delete the rows and columns behind the last cell that matters, and save the workbook",
    )


def _addressed(data: bytes) -> bytes:
    """The sheet with an address in every cell: a cell without one stands right of the one before it."""
    line = column = 0
    pieces: list[bytes] = []
    at = 0
    for match in re.finditer(rb"<" + ANY + rb"(row|c)(?=[\s/>])([^>]*)", data):
        if match[1] == b"row":
            number = re.search(rb"\br=[\"'](\d+)[\"']", match[2])
            line, column = (int(number[1]) if number else line + 1), 0
            continue
        known = ADDRESS.search(match[2])
        if known is None:
            pieces += [data[at : match.end(1)], f' r="{Address(line, column).text}"'.encode()]
            at = match.end(1)
        else:
            column = _column(known[1])
        column += 1
    return b"".join([*pieces, data[at:]])


def _entry(archive: zipfile.ZipFile, sheet: str) -> str:
    """The archive's entry that holds a sheet; KeyError if the workbook does not say."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    ids = {element.get("name"): _relation(element) for element in _named(book, "sheet")}
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {element.get("Id"): element.get("Target") or "" for element in relations}
    target = targets[ids[sheet] or ""].replace("\\", "/")
    path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    entries = {name.casefold(): name for name in archive.namelist()}
    return entries[path.casefold()]


def _named(tree: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (element for element in tree.iter() if element.tag.rpartition("}")[2] == name)


def _relation(element: ElementTree.Element) -> str | None:
    return next((text for key, text in element.items() if key.endswith("}id")), None)
