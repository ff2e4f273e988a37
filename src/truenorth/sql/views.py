"""A user's `sql:` view: one SELECT, read and printed again in its own dialect, its tables named in full."""

from __future__ import annotations

from truenorth.errors import Refused, refuse

_HINT = "A view is one SELECT in the source's own dialect; it reads and changes nothing."


def read_view(text: str, dialect: str, catalog: str | None) -> str:
    """The view without comments; on DuckDB every table is named with the source it lies in (`catalog`).

    Raises Refused VIEW_REFUSED, without a place, for anything but one SELECT.
    """
    import sqlglot
    from sqlglot import exp

    try:
        statements = [one for one in sqlglot.parse(text, read=dialect) if one is not None]
    except sqlglot.errors.SqlglotError as error:
        raise refuse("VIEW_REFUSED", f"The view cannot be read: {_first_line(error)}", hint=_HINT) from None
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise _not_one(len(statements))
    view = statements[0]
    writes = (exp.Insert, exp.Update, exp.Delete, exp.Create, exp.Drop, exp.Command, exp.Into)
    if any(view.find(kind) for kind in writes):
        raise _not_one(1)
    if catalog is not None:
        own = {cte.alias for cte in view.find_all(exp.CTE)}
        for table in view.find_all(exp.Table):
            if not isinstance(table.this, exp.Identifier) or table.catalog or (table.name in own and not table.db):
                continue
            table.set("db", exp.to_identifier(table.db or "main", quoted=True))
            table.set("catalog", exp.to_identifier(catalog, quoted=True))
    return view.sql(dialect=dialect, pretty=True, comments=False)


def _not_one(count: int) -> Refused:
    what = "nothing" if count == 0 else f"{count} statements" if count > 1 else "something else"
    return refuse("VIEW_REFUSED", f"A view has to be one SELECT; this is {what}.", hint=_HINT)


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0].rstrip(". ") + "."
