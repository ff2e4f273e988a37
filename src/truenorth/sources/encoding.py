"""How the bytes of a text file spell its characters; every text is brought to UTF-8."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from truenorth.errors import Finding, Level, Place, refuse

BLOCK = 1 << 20
MARKS = (  # the longer mark first: UTF-32 LE begins like UTF-16 LE
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 200_000
USUAL = "cp1252"  # of western encodings that fit equally well, the one most files are in


@dataclass(frozen=True)
class Encoding:
    """A codec's name, and the remark to make where it was guessed."""

    name: str
    finding: Finding | None = None


def find_encoding(path: Path, file: str) -> Encoding:
    """The encoding of a file: by its mark, else UTF-8 if it is, else UTF-16 by its zeros, else the best guess."""
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
    for mark, name in MARKS:
        if head.startswith(mark):
            return Encoding(name)
    if b"\0" in head:
        wide = _without_mark(head)
        if wide:
            return Encoding(wide)
    elif decodes(path, "utf-8"):
        return Encoding("utf-8")
    return _guess(path, head, file)


def decodes(path: Path, name: str) -> bool:
    """True if every byte of the file is legal in that encoding."""
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with path.open("rb") as stream:
            while block := stream.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _without_mark(head: bytes) -> str | None:
    """UTF-16 without a mark: western text has a zero in every second byte."""
    pairs = max(len(head) // 2, 1)
    even, odd = head[0::2].count(0) / pairs, head[1::2].count(0) / pairs
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    if even > 0.4 and odd < 0.1:
        return "utf-16-be"
    return None


def _guess(path: Path, head: bytes, file: str) -> Encoding:
    from charset_normalizer import from_bytes

    end = head.rfind(b"\n") + 1  # never inside a character of two bytes
    matches = list(from_bytes(head[:end] if end and len(head) == SAMPLE else head))
    close = [m for m in matches if m.chaos <= matches[0].chaos + 0.02 and m.coherence >= matches[0].coherence - 0.1]
    usual = [USUAL] if any(USUAL in match.could_be_from_charset for match in close) else []
    names = [*usual, *(match.encoding for match in matches)]
    name = next((name for name in names if decodes(path, name)), None)
    if name is None or b"\0" in head:
        raise refuse(
            "SOURCE_UNREADABLE",
            f"{file} is neither UTF-8 nor any encoding we could recognise; it may not be a text file.",
            Place(file),
            hint="say `encoding:` in the source, or save the file as UTF-8",
        )
    same = next((match.could_be_from_charset for match in matches if name in match.could_be_from_charset), [name])
    others = [match.encoding for match in close if match.encoding not in same][:3]
    doubt = f"; {', '.join(others)} would fit too" if others else ""
    return Encoding(
        name,
        Finding(
            "ENCODING_GUESSED",
            f"{file} is not UTF-8; it was read as {name}{doubt}.",
            Place(file),
            Level.WARNING,
            hint=f"look at the texts, then say `encoding: {name}` (or the right one) in the source",
        ),
    )


def to_utf8(path: Path, name: str, target: Path, file: str) -> Path:
    """The file as UTF-8 without a mark: itself if it is that already, else a copy at `target`."""
    if name == "utf-8" and decodes(path, name):
        return path
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with path.open("rb") as source, target.open("wb") as out:
            while block := source.read(BLOCK):
                out.write(decoder.decode(block).encode("utf-8"))
            out.write(decoder.decode(b"", final=True).encode("utf-8"))
    except UnicodeError as problem:
        raise refuse(
            "SOURCE_UNREADABLE",
            f"{file} is not {name}: {problem.reason if isinstance(problem, UnicodeDecodeError) else problem}.",
            Place(file),
            hint="say the right `encoding:` in the source, or leave it out to have it found",
        ) from None
    return target
