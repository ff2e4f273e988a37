"""What an OpenDocument sheet says beyond its values: formulas never computed, and how far its cells reach."""

from __future__ import annotations

import re
from html import unescape

from truenorth.sources.find import Part
from truenorth.sources.sheet_xml import Address, Scan, check_spread

TABLE = re.compile(rb"<table:table\s([^>]*)>(.*?)</table:table>", re.DOTALL)
NAME = re.compile(rb"table:name=[\"']([^\"']*)[\"']")
PIECE = re.compile(rb"<table:(table-row|table-cell|covered-table-cell)\b([^>]*)")
REPEATED = re.compile(rb"table:number-(?:rows|columns)-repeated=[\"'](\d{1,9})[\"']")
ERROR = re.compile(rb"calcext:value-type=[\"']error[\"']")


def scan_content(part: Part, content: bytes) -> Scan:
    """The scan of a sheet in `content.xml`. A row or cell that is repeated counts as often as it says."""
    line = column = filled = right = bottom = tall = 0
    errors: list[Address] = []
    uncomputed: list[Address] = []
    for match in PIECE.finditer(_sheet(content, str(part.sheet))):
        repeated = REPEATED.search(match[2])
        count = int(repeated[1]) if repeated else 1
        if match[1] == b"table-row":
            line, column, tall = line + max(tall, 1), 0, count
            continue
        valued = b"office:value-type=" in match[2]
        formula = b"table:formula=" in match[2]
        if valued or formula:
            filled += count * tall
            right, bottom = max(right, column + count), max(bottom, line + tall - 1)
        if ERROR.search(match[2]):
            errors.append(Address(line, column))
        elif formula and not valued:
            uncomputed.append(Address(line, column))
        column += count
    check_spread(part, Address(bottom, max(right - 1, 0)), filled)
    return Scan(tuple(errors), tuple(uncomputed))


def _sheet(content: bytes, name: str) -> bytes:
    for match in TABLE.finditer(content):
        title = NAME.search(match[1])
        if title and unescape(title[1].decode("utf-8", "replace")) == name:
            return match[2]
    return b""
