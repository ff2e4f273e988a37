"""A formula cut into words, names, numbers, texts and signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from truenorth.errors import Refused
from truenorth.expressions.places import Origin

MAX_LENGTH = 20_000
RESERVED = frozenset(
    {"and", "or", "not", "in", "between", "like", "is", "null", "true", "false"}
    | {"case", "when", "then", "else", "end", "distinct", "as", "select"}
)
"""Words that are no plain names, unless they follow a dot or stand in back-quotes."""


class TokenKind(StrEnum):
    """What a token is."""

    NUMBER = "number"
    TEXT = "text"
    WORD = "word"
    QUOTED = "quoted name"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True)
class Token:
    """One token: its text (without quotes, escapes undone) and its offsets `[start, end)`."""

    kind: TokenKind
    text: str
    start: int
    end: int

    @property
    def folded(self) -> str:
        """The word in lower case, by which keywords and functions are known; empty for anything else."""
        return self.text.lower() if self.kind is TokenKind.WORD and self.text.isascii() else ""


SIGNS = ("<>", "<=", ">=", "!=", "+", "-", "*", "/", "%", "=", "<", ">", "(", ")", ",", ".")
COMMENTS = ("--", "/*", "*/", "#")
OTHER_SIGNS = {
    "==": "equality is written with one `=`",
    "=>": "write `>=`",
    "=<": "write `<=`",
    "||": "texts are joined with concat(a, b); conditions with `or`",
    "&&": "write `and`",
    "**": "powers are not part of the language; multiply",
    "//": "write `/`, which keeps the fraction, and floor(…) for whole numbers",
    "::": "write cast(x as decimal)",
    ";": "a formula is one expression; leave the semicolon out",
    "!": "write `not`, or `<>` for unequal",
    "|": "write `or`",
    "&": "write `and`",
    "^": "powers are not part of the language; multiply",
    "[": "a list stands in parentheses: x in ('a', 'b'); a name with a blank in back-quotes",
    "]": "a list stands in parentheses: x in ('a', 'b')",
    "{": "a formula has no templates; `${NAME}` works under `sources` only",
    "}": "a formula has no templates; `${NAME}` works under `sources` only",
    "$": "a formula has no templates; `${NAME}` works under `sources` only",
    "?": "write case when … then … else … end",
    ":": "write case when … then … else … end; a timestamp is timestamp '2024-01-31 12:00'",
    "@": "a name that is not a plain word stands in back-quotes",
    "\\": "a quote inside a text is doubled: 'it''s'",
    "~": "write like, contains(…) or starts_with(…)",
}
LOOKS_LIKE = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "＇": "'", "´": "'", "ʼ": "'",
    "“": "'", "”": "'", "„": "'", "«": "'", "»": "'", "＂": "'", "″": "'",
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "×": "*", "∗": "*", "·": "*", "÷": "/", "∕": "/", "⁄": "/",
    "≤": "<=", "≥": ">=", "≠": "<>", "≈": "=", "٪": "%", "，": ",", "、": ",", "；": ",", "∧": "and", "∨": "or",
}  # fmt: skip
_JOINERS = "\u200c\u200d"  # invisible, but part of Persian words and of emoji
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # control and format characters, bidi marks, lone surrogates
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9.])")
_MAX_DIGITS = 38


def is_word(text: str) -> bool:
    """Whether a name can be written without back-quotes: letters of any language, digits, underscores.

    >>> is_word("größe"), is_word("CPT (£)")
    (True, False)
    """
    return text.isidentifier() and unicodedata.is_normalized("NFC", text) and not any(map(_is_wide, text))


def tokens(origin: Origin) -> tuple[Token, ...]:
    """All tokens of a formula and an END; raises Refused at the first character that is not part of the language."""
    if len(origin.text) > MAX_LENGTH:
        raise origin.refuse(
            "FORMULA_TOO_LONG",
            f"The formula has {len(origin.text):,} characters; the most is {MAX_LENGTH:,}.",
            0,
            hint="split it into several metrics or dimensions",
        )
    return tuple(_cut(origin))


def _cut(origin: Origin) -> Iterator[Token]:
    text, at = origin.text, 0
    while at < len(text):
        first = text[at]
        if first in " \t\n\r":
            at += 1
            continue
        if "0" <= first <= "9":
            token = _number(origin, at)
        elif first == "'":
            token = _text(origin, at)
        elif first == "`":
            token = _quoted(origin, at)
        elif first == "_" or (first.isidentifier() and not _is_wide(first)):
            token = _word(origin, at)
        else:
            token = _sign(origin, at)
        yield token
        at = token.end
    yield Token(TokenKind.END, "", len(text), len(text))


def _number(origin: Origin, at: int) -> Token:
    text = origin.text
    day = _ISO_DAY.match(text, at)
    if day:
        raise origin.refuse(
            "FORMULA_DATE",
            f"{day[0]} is a subtraction here, not a date.",
            at,
            hint=f"write date '{day[0]}'; for a subtraction leave blanks around the minus",
        )
    found = _NUMBER.match(text, at)
    assert found is not None  # the caller saw a digit
    whole, end = found[0], found.end()
    following = text[end : end + 1]
    if following and (_continues(following) or following == "."):
        raise _bad_number(origin, at, end)
    if len(whole) > 1 and whole[0] == "0" and whole[1] != ".":
        raise origin.refuse(
            "FORMULA_NUMBER",
            f"The number {shown(whole)} begins with a zero.",
            at,
            hint="write it without; a code such as 007 is a text: '007'. Thousands have no separator: 1000",
        )
    if len(whole.replace(".", "")) > _MAX_DIGITS:
        raise origin.refuse("FORMULA_NUMBER", f"A number has at most {_MAX_DIGITS} digits.", at)
    return Token(TokenKind.NUMBER, whole, at, end)


def _bad_number(origin: Origin, at: int, end: int) -> Refused:
    text = origin.text
    while end < len(text) and (_continues(text[end]) or text[end] == "."):
        end += 1
    written = text[at:end]
    hint = "a number is written like 1000 or 0.96"
    if "_" in written:
        hint = "a formula's numbers have no underscore: 1000"
    elif re.fullmatch(r"[0-9.]+[a-z]+", written):
        hint = "leave a blank before a unit: 7 days; a name that begins with a digit stands in back-quotes"
    return origin.refuse("FORMULA_NUMBER", f"{shown(written)} is not a number.", at, hint=hint)


def _text(origin: Origin, at: int) -> Token:
    value, end = _until(origin, at, "'")
    if "\n" in value or "\r" in value or "\t" in value:
        raise origin.refuse(
            "FORMULA_TEXT",
            "A text in quotes holds a line break or a tab.",
            at,
            hint="end the text with a single quote on the same line",
        )
    return Token(TokenKind.TEXT, value, at, end)


def _quoted(origin: Origin, at: int) -> Token:
    value, end = _until(origin, at, "`")
    if not value.strip():
        raise origin.refuse("FORMULA_TEXT", "There is no name between the back-quotes.", at)
    return Token(TokenKind.QUOTED, value, at, end)


def _until(origin: Origin, at: int, quote: str) -> tuple[str, int]:
    """The text between two quotes, doubled ones undone, and the offset after it."""
    text, pieces, start = origin.text, [], at + 1
    while True:
        end = text.find(quote, start)
        if end < 0:
            what = "text" if quote == "'" else "name in back-quotes"
            double = quote * 2
            hint = f"close it with {quote}; a {quote} inside is doubled: {double}"
            raise origin.refuse("FORMULA_TEXT", f"The {what} that begins here has no end.", at, hint=hint)
        pieces.append(text[start:end])
        if text[end + 1 : end + 2] != quote:
            break
        pieces.append(quote)
        start = end + 2
    for offset in range(at + 1, end):
        if not _may_be_quoted(text[offset]):
            raise _bad_character(origin, offset)
    return "".join(pieces), end + 1


def _word(origin: Origin, at: int) -> Token:
    text, end = origin.text, at + 1
    while end < len(text) and _continues(text[end]):
        end += 1
    word = text[at:end]
    if not is_word(word):
        wide = next((at + index for index, letter in enumerate(word) if _is_wide(letter)), None)
        if wide is not None:
            raise _bad_character(origin, wide)
        raise origin.refuse(
            "FORMULA_CHARACTER",
            f"The name {shown(word)} is spelled with loose accents (not in Unicode's composed form).",
            at,
            hint="type it again, or put it in back-quotes if the column is spelled so",
        )
    return Token(TokenKind.WORD, word, at, end)


def _sign(origin: Origin, at: int) -> Token:
    text = origin.text
    for comment in COMMENTS:
        if text.startswith(comment, at):
            raise origin.refuse(
                "FORMULA_COMMENT",
                f"A formula has no comments; {comment} starts one.",
                at,
                hint="- -1 with a blank is minus minus one" if comment == "--" else "use the key `description`",
            )
    if text[at] == '"':
        raise origin.refuse(
            "FORMULA_QUOTES",
            "Double quotes are not part of a formula.",
            at,
            hint="a text stands in single quotes: 'paid'; a name in back-quotes: `CPT (£)`",
        )
    for length in (2, 1):
        sign = text[at : at + length]
        if sign in OTHER_SIGNS:
            raise origin.refuse("FORMULA_SYNTAX", f"{sign} is not an operator here.", at, hint=OTHER_SIGNS[sign])
        if sign in SIGNS:
            return Token(TokenKind.SIGN, sign, at, at + len(sign))
    raise _bad_character(origin, at)


def _bad_character(origin: Origin, at: int) -> Refused:
    character = origin.text[at]
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "a control character").lower()
    meant = LOOKS_LIKE.get(character)
    if meant is None and _is_wide(character):
        meant = unicodedata.normalize("NFKC", character)
    said = f"{character} ({code}, {name})" if character.isprintable() else f"{code} ({name})"
    if meant:
        hint = f"write {meant}"
    elif character.isspace():
        hint = "write an ordinary blank"
    elif character.isprintable():
        hint = "a name that is not a plain word stands in back-quotes, a text in single quotes"
    else:
        hint = "delete it: it cannot be seen"
    return origin.refuse("FORMULA_CHARACTER", f"The character {said} is not part of a formula.", at, hint=hint)


def _continues(character: str) -> bool:
    return ("_" + character).isidentifier()


def _is_wide(character: str) -> bool:
    return "\uff01" <= character <= "\uff5e"


def _may_be_quoted(character: str) -> bool:
    return character in "\n\r\t" or character in _JOINERS or unicodedata.category(character) not in _UNSEEN


def shown(written: str) -> str:
    """What was written, shortened for a message."""
    return written if len(written) <= 40 else f"{written[:40]}…"
