"""Formulas read into the model's syntax tree, by operator precedence; every refusal points at its place."""

from __future__ import annotations

from truenorth.errors import Refused, nearest_names
from truenorth.expressions.arguments import check_call, known_function
from truenorth.expressions.functions import ADD, COMPARE, FUNCTIONS, NEGATE, NOT, WHOLE
from truenorth.expressions.literals import duration, moment, number
from truenorth.expressions.places import Origin
from truenorth.expressions.rules import CASTS
from truenorth.expressions.tokens import RESERVED, Token, TokenKind, shown, tokens
from truenorth.model.syntax import Apply, Constant, Formula, Name, Span, Syntax

MAX_DEPTH = 100
MAX_NODES = 5_000

_SPELLED = {"!=": "<>"}
_CONSTANTS = {"true": True, "false": False, "null": None}
_POSTFIX = frozenset({"in", "between", "like", "is"})
_BINARY = frozenset({"or", "and", "=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "%"})
_MOMENTS = frozenset({"date", "timestamp"})


def parse(text: str, *, file: str | None = None, line: int | None = None, column: int | None = None) -> Formula:
    """The formula written in `text`; raises Refused with a FORMULA_… code and the place of the mistake.

    `file`, `line` and `column` are the place of the text's first character.

    >>> parse("count(orders)").tree.function
    'count'
    """
    origin = Origin(text, file, line, column)
    reader = _Reader(origin)
    tree = reader.whole()
    _check_size(origin, tree)
    return Formula(text, tree, line, column, file)


def _check_size(origin: Origin, tree: Syntax) -> None:
    """Refuse a tree so deep or large that walking it could fail; without recursion, since it may be both."""
    waiting, count = [(tree, 1)], 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > MAX_DEPTH:
            raise _too_deep(origin, node.span.start)
        if count > MAX_NODES:
            raise origin.refuse(
                "FORMULA_TOO_LONG",
                f"The formula has more than {MAX_NODES:,} parts.",
                node.span.start,
                hint="split it into several metrics or dimensions",
            )
        if isinstance(node, Apply):
            waiting.extend((argument, depth + 1) for argument in node.arguments)


def _too_deep(origin: Origin, at: int) -> Refused:
    return origin.refuse(
        "FORMULA_TOO_DEEP",
        f"The formula is nested too deeply; {MAX_DEPTH} levels are the most.",
        at,
        hint="split it into several metrics; a long chain of `or` is written x in (…)",
    )


class _Reader:
    """A place in the list of tokens, moving forward."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.tokens = tokens(origin)
        self.at = 0
        self.depth = 0

    # --- moving -------------------------------------------------------------------------------------------------

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    @property
    def at_end(self) -> bool:
        return self.at == len(self.tokens) - 1

    def next(self, ahead: int = 1) -> Token:
        """The token that stands `ahead` places on."""
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.here
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def is_sign(self, *signs: str) -> bool:
        return self.here.kind is TokenKind.SIGN and self.here.text in signs

    def is_word(self, *words: str) -> bool:
        return self.here.folded in words

    def expect_sign(self, sign: str, after: str) -> Token:
        if not self.is_sign(sign):
            raise self.unexpected(f"`{sign}` {after}")
        return self.take()

    def expect_word(self, word: str, after: str) -> Token:
        if not self.is_word(word):
            raise self.unexpected(f"`{word}` {after}")
        return self.take()

    def refuse(self, message: str, token: Token, hint: str | None = None) -> Refused:
        return self.origin.refuse("FORMULA_SYNTAX", message, token.start, hint=hint)

    def unexpected(self, wanted: str, hint: str | None = None) -> Refused:
        """A refusal of the token at hand; sub-queries have a code of their own."""
        token = self.here
        if token.folded == "select":
            return self.origin.refuse(
                "FORMULA_SUBQUERY",
                "A formula has no sub-queries.",
                token.start,
                hint="a metric of its own, `each`, or a table with `sql:` or `from:` does their work",
            )
        if token.kind is TokenKind.END:
            return self.refuse(f"The formula ends where {wanted} should follow.", token, hint)
        hint = self._name_with_blanks() or hint or _HINTS.get(token.folded)
        return self.refuse(f"{_said(token)} stands where {wanted} should.", token, hint)

    def _name_with_blanks(self) -> str | None:
        """How a name is written whose second word stands here, behind its first one."""
        before = self.tokens[self.at - 1] if self.at else None
        if before is None or not _is_of_a_name(before) or not _is_of_a_name(self.here):
            return None
        first = self.at - 1
        while first > 0 and _is_of_a_name(self.tokens[first - 1]):
            first -= 1
        last = self.at
        while _is_of_a_name(self.tokens[last + 1]):
            last += 1
        name = " ".join(token.text for token in self.tokens[first : last + 1])
        dotted = first > 1 and self.tokens[first - 1].text == "." and _is_of_a_name(self.tokens[first - 2])
        table = f"{self.tokens[first - 2].text}." if dotted else ""
        return f"a name with a blank stands in back-quotes: {table}`{name}`"

    # --- expressions --------------------------------------------------------------------------------------------

    def whole(self) -> Syntax:
        """The one expression that a formula is."""
        if self.at_end:
            raise self.refuse("The formula is empty.", self.here, "for example sum(orders.amount)")
        tree = self.expression(0)
        if not self.at_end:
            raise self._not_the_end()
        return tree

    def _not_the_end(self) -> Refused:
        hint = None
        if self.is_word("as"):
            hint = "a formula needs no name of its own: the key of the metric or dimension is its name"
        elif self.is_sign(")"):
            hint = "there is one `)` too many"
        elif self.is_sign("("):
            hint = "only functions take parentheses"
        elif self.is_sign(","):
            hint = "a formula is one expression; a number has no thousands separator"
        return self.unexpected("an operator or the end", hint)

    def expression(self, loosest: int) -> Syntax:
        """An expression of operators that bind at least as closely as `loosest`."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _too_deep(self.origin, self.here.start)
        left, before = self._prefixed(loosest), WHOLE
        while True:
            word = self._operator()
            strength = COMPARE if word in _POSTFIX else FUNCTIONS[word].strength if word else -1
            if strength < max(loosest, 1):
                self.depth -= 1
                return left
            if strength > before:  # `x is null + 1`: the condition is whole
                raise self.unexpected("`and`, `or` or the end", "put the condition in parentheses")
            before = strength
            left = self._postfixed(left, word) if word in _POSTFIX else self._binary(left, word)
            if strength == COMPARE and self._operator() in _COMPARISONS:
                raise self.refuse(
                    f"{_said(self.here)} follows a comparison; comparisons are not chained.",
                    self.here,
                    "join two conditions with `and`, or use parentheses",
                )

    def _operator(self) -> str:
        """The operator at hand, or nothing; `not in` and its like count as `in`."""
        token = self.here
        word = token.text if token.kind is TokenKind.SIGN else token.folded
        if word == "not" and self.next().folded in ("in", "between", "like"):
            word = self.next().folded
        word = _SPELLED.get(word, word)
        return word if word in _BINARY or word in _POSTFIX else ""

    def _prefixed(self, loosest: int) -> Syntax:
        token = self.here
        if self.is_sign("-"):
            self.take()
            operand = self.expression(NEGATE)
            return Apply("neg", (operand,), Span(token.start, operand.span.end))
        if self.is_word("not"):
            if loosest > NOT:
                raise self.refuse("`not` stands inside an operation.", token, "put it in parentheses: (not x)")
            self.take()
            operand = self.expression(NOT)
            return Apply("not", (operand,), Span(token.start, operand.span.end))
        return self.primary()

    def _binary(self, left: Syntax, function: str) -> Syntax:
        sign = self.take()
        strength = FUNCTIONS[function].strength
        if function == "%" and not self._begins_operand():
            raise self.unexpected("a number or name", "% is the remainder of a division; 96 % is written 0.96")
        right = self.expression(strength + 1 if strength != COMPARE else ADD)
        if function in ("=", "<>") and _is_null(right):
            wanted = "is null" if function == "=" else "is not null"
            raise self.refuse(f"`{sign.text} null` never holds.", sign, f"write {wanted}")
        return Apply(function, (left, right), Span(left.span.start, right.span.end))

    def _begins_operand(self) -> bool:
        token = self.here
        if token.kind in (TokenKind.END, TokenKind.SIGN):
            return self.is_sign("(", "-")
        return token.folded not in RESERVED or token.folded in ("case", "select", *_CONSTANTS)

    def _postfixed(self, left: Syntax, function: str) -> Syntax:
        start = left.span.start
        negated = self.take() if self.is_word("not") else None
        self.take()
        if function == "is":
            return self._is(left)
        if function == "in":
            arguments, end = self._list(left)
        elif function == "between":
            low = self.expression(ADD)
            self.expect_word("and", "and the upper bound of `between`")
            high = self.expression(ADD)
            arguments, end = (left, low, high), high.span.end
        else:
            pattern = self.expression(ADD)
            arguments, end = (left, pattern), pattern.span.end
        plain = Apply(function, arguments, Span(start, end))
        return Apply("not", (plain,), plain.span) if negated else plain

    def _is(self, left: Syntax) -> Syntax:
        function = "is_null"
        if self.is_word("not"):
            self.take()
            function = "is_not_null"
        if not self.is_word("null"):
            raise self.unexpected("`null`", "after `is` only null or not null stand; compare with =")
        return Apply(function, (left,), Span(left.span.start, self.take().end))

    def _list(self, left: Syntax) -> tuple[tuple[Syntax, ...], int]:
        self.expect_sign("(", "after `in`")
        items = [left, self.expression(0)]
        while self.is_sign(","):
            self.take()
            items.append(self.expression(0))
        end = self.expect_sign(")", "or `,` in the list").end
        for item in items[1:]:
            if _is_null(item):
                raise self.origin.refuse(
                    "FORMULA_SYNTAX",
                    "null in a list is never equal to anything.",
                    item.span.start,
                    hint="write `x in (…) or x is null`",
                )
        return tuple(items), end

    # --- what stands alone --------------------------------------------------------------------------------------

    def primary(self) -> Syntax:
        """A literal, a name, a call, `case`, or an expression in parentheses."""
        token = self.here
        if token.kind is TokenKind.NUMBER:
            return self._number()
        if token.kind is TokenKind.TEXT:
            self.take()
            return Constant(token.text, Span(token.start, token.end))
        if token.kind is TokenKind.QUOTED:
            return self._name()
        if token.kind is TokenKind.WORD:
            return self._word()
        if self.is_sign("("):
            self.take()
            inner = self.expression(0)
            self.expect_sign(")", "to close the parenthesis")
            return inner
        hint = None
        if self.is_sign("*"):
            hint = "count(orders) counts the rows of the table orders"
        elif self.is_sign("+"):
            hint = "a number has no plus before it"
        elif self.is_sign("."):
            hint = "a number below one begins with a zero: 0.5"
        raise self.unexpected("a number, text, name or function", hint)

    def _number(self) -> Constant:
        token = self.take()
        unit = self.here
        if unit.kind is TokenKind.WORD and unit.folded not in RESERVED:
            self.take()
            return duration(self.origin, token, unit)
        return number(token)

    def _word(self) -> Syntax:
        token, following = self.here, self.next()
        word = token.folded
        opens = following.kind is TokenKind.SIGN and following.text == "("
        if word in _CONSTANTS:
            self.take()
            return Constant(_CONSTANTS[word], Span(token.start, token.end))
        if word == "case":
            return self._case()
        if word in RESERVED:
            hint = None if word == "select" else f"a name that is also a keyword stands in back-quotes: `{token.text}`"
            raise self.unexpected("a number, text, name or function", hint)
        if word in _MOMENTS and following.kind is TokenKind.TEXT:
            self.take()
            return moment(self.origin, token, self.take())
        return self._call() if opens else self._name()

    def _name(self) -> Name:
        first = self.take()
        parts, end = [first.text], first.end
        while self.is_sign("."):
            dot = self.take()
            part = self.here
            if part.kind not in (TokenKind.WORD, TokenKind.QUOTED):
                hint = f"count({first.text}) counts rows" if self.is_sign("*") else "`table.column`"
                if part.kind is TokenKind.TEXT:
                    hint = f"a name with a blank stands in back-quotes: {first.text}.`{part.text}`"
                raise self.unexpected("a column's name", hint)
            if len(parts) == 2:
                raise self.refuse(
                    "A name has at most two parts: table.column.",
                    dot,
                    "a name with a dot in it stands in back-quotes; the schema belongs to the table's `source`",
                )
            parts.append(self.take().text)
            end = part.end
        return Name(tuple(parts), Span(first.start, end))

    # --- calls --------------------------------------------------------------------------------------------------

    def _call(self) -> Syntax:
        word = self.take()
        if word.folded == "count" and self.next().folded == "distinct":
            return self._count_distinct(word)
        self._refuse_special(word)
        function = known_function(self.origin, word)
        opening = self.take()
        if function.name == "cast":
            return self._cast(word)
        arguments = []
        if not self.is_sign(")"):
            self._refuse_in_call(word)
            arguments.append(self.expression(0))
            while self.is_sign(","):
                self.take()
                arguments.append(self.expression(0))
        if self.at_end:
            raise self.refuse(f"The parenthesis of `{function.name}` is not closed.", opening, "close it with `)`")
        end = self.expect_sign(")", f"to close `{function.name}`").end
        check_call(self.origin, function, tuple(arguments), word.start)
        return Apply(function.name, tuple(arguments), Span(word.start, end))

    def _refuse_special(self, word: Token) -> None:
        """Refuse a sub-query inside a function that does not exist by what it is, not by the function's name."""
        if self.next().folded == "select":
            self.take()
            raise self.unexpected("an argument")

    def _refuse_in_call(self, word: Token) -> None:
        if self.is_sign("*"):
            raise self.unexpected("an argument", "count(orders) counts the rows of the table orders")
        if self.is_word("distinct"):
            hint = "only count takes distinct: count(distinct x)"
            raise self.unexpected(f"an argument of `{word.text}`", hint)

    def _count_distinct(self, word: Token) -> Syntax:
        self.take()
        self.take()
        argument = self.expression(0)
        if self.is_sign(","):
            raise self.unexpected("`)`", "several columns are joined first: count(distinct concat(a, '|', b))")
        end = self.expect_sign(")", "to close `count`").end
        return Apply("count_distinct", (argument,), Span(word.start, end))

    def _cast(self, word: Token) -> Syntax:
        value = self.expression(0)
        self.expect_word("as", "and a type in `cast`")
        name = self.here
        if name.folded not in CASTS:
            raise self.origin.refuse(
                "FORMULA_ARGUMENTS",
                f"`cast` makes {', '.join(CASTS)}; {_said(name)} is none of them.",
                name.start,
                hint=None if name.kind is not TokenKind.WORD else "for example cast(x as decimal)",
                nearest=nearest_names(name.text, CASTS),
            )
        self.take()
        if self.is_sign("("):
            raise self.unexpected("`)`", "a type has no size here; round(x, 2) keeps two digits")
        end = self.expect_sign(")", "to close `cast`").end
        return Apply("cast", (value, Constant(name.folded, Span(name.start, name.end))), Span(word.start, end))

    def _case(self) -> Syntax:
        first = self.take()
        if not self.is_word("when"):
            raise self.unexpected("`when`", "write the condition after each when: case when x = 'a' then … end")
        arguments: list[Syntax] = []
        while self.is_word("when"):
            self.take()
            arguments.append(self.expression(0))
            self.expect_word("then", "and a result after the condition")
            arguments.append(self.expression(0))
        if self.is_word("else"):
            self.take()
            arguments.append(self.expression(0))
        if self.at_end:
            raise self.refuse("This `case` has no `end`.", first, "write `end` after the last result")
        end = self.expect_word("end", "after the last result").end
        return Apply("case", tuple(arguments), Span(first.start, end))


_ON_ROWS = (
    "a condition on rows stands under the metric's key `filter`, or inside the aggregate: "
    "sum(case when t.status = 'paid' then 1 end)"
)
_HINTS = dict.fromkeys(("from", "where", "group", "order", "filter", "over", "having", "if"), _ON_ROWS)
"""What is said of a word that begins a condition elsewhere."""


def _is_of_a_name(token: Token) -> bool:
    plain = token.kind is TokenKind.WORD and token.folded not in RESERVED and token.folded not in _HINTS
    return plain or token.kind is TokenKind.QUOTED


_COMPARISONS = frozenset(name for name, it in FUNCTIONS.items() if it.strength == COMPARE) | _POSTFIX


def _is_null(node: Syntax) -> bool:
    return isinstance(node, Constant) and node.value is None


def _said(token: Token) -> str:
    if token.kind is TokenKind.TEXT:
        return f"The text '{shown(token.text)}'"
    if token.kind is TokenKind.END:
        return "The end"
    return f"`{shown(token.text)}`"
