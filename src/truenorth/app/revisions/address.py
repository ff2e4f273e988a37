"""Addresses of databases that people type into the page: which are let through, and to which machines."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, unquote, urlsplit

from truenorth.errors import Refused, refuse
from truenorth.model.tables import Source

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_SCHEMES = ("postgres", "postgresql")
_WORDS = frozenset({"sslmode", "channel_binding", "target_session_attrs", "connect_timeout"})
"""What may follow the `?` of an address; others name files, hosts or commands of this machine."""
VARIABLES = "SOURCE_*"
"""The environment's variables that an address typed in the page may use, unless the operator says otherwise."""


def check_variables(address: str, allowed: str = "") -> None:
    """Raises Refused where an address uses a variable that pages may not: the environment holds other secrets."""
    patterns = (allowed or VARIABLES).replace(",", " ").split()
    for name in _VARIABLE.findall(address):
        if not any(fnmatchcase(name, pattern) for pattern in patterns):
            raise refuse(
                "ADDRESS_VARIABLE",
                f"An address typed here may not use the variable {name}.",
                hint=f"name it {VARIABLES.replace('*', name)}, or have the operator allow it by "
                "TRUENORTH_SOURCE_VARIABLES",
            )


def expanded(address: str, environment: Mapping[str, str] | None = None) -> str:
    """The address with `${NAME}` from the environment of this process."""
    known = os.environ if environment is None else environment
    for name in _VARIABLE.findall(address):
        if name not in known:
            raise refuse(
                "ENVIRONMENT_MISSING",
                f"The environment of the worker has no variable {name}.",
                hint=f"the operator sets it where server and worker start, for example `export {name}=…`",
            )
    return _VARIABLE.sub(lambda found: known[found[1]], address)


def check_file(address: str) -> None:
    """Raises Refused where the address of a file leads out of the project's folder."""
    path = PurePosixPath(address)
    if not address or path.is_absolute() or "\\" in address or ".." in path.parts or "\0" in address:
        raise refuse(
            "ADDRESS_OUTSIDE",
            f"{address or 'Nothing'} is not the path of a file below the project's folder.",
            hint="write data/shop.duckdb: relative, with forward slashes, without ..",
        )


def check_postgres(address: str) -> None:
    """Raises Refused where an address is no plain URL of one PostgreSQL database, or holds its password openly."""
    check_url(address)
    password = urlsplit(address).password
    if password and not _VARIABLE.fullmatch(unquote(password)):
        raise refuse(
            "ADDRESS_PASSWORD",
            "The address holds a password, which everyone who sees the definitions could read.",
            hint="write postgresql://reader:${SOURCE_PASSWORD}@host/database; the operator sets SOURCE_PASSWORD",
        )


def check_url(address: str) -> None:
    """Raises Refused where an address, its variables filled in or not, is no plain URL of one PostgreSQL database."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        raise _no_url() from None
    if parts.scheme not in _SCHEMES or not parts.hostname or "," in parts.netloc or not parts.path.strip("/"):
        raise _no_url()
    odd = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True) if name not in _WORDS]
    if odd:
        raise refuse(
            "ADDRESS_WORD",
            f"An address typed here may not say {odd[0]}.",
            hint=f"it may say {', '.join(sorted(_WORDS))}",
        )


def _no_url() -> Refused:
    return refuse(
        "ADDRESS_URL",
        "This is not the address of a PostgreSQL database.",
        hint="write postgresql://reader:${SOURCE_PASSWORD}@host:5432/database",
    )


def check_host(address: str, allowed: str) -> None:
    """Raises Refused where an address leads to a machine of the private network that the operator did not allow."""
    host = urlsplit(address).hostname or ""
    words = allowed.replace(",", " ").split()
    if host in words:
        return
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise refuse(
            "HOST_UNKNOWN", f"There is no machine called {host}.", hint="look at the host's spelling in the address"
        ) from None
    for text in found:
        known = ipaddress.ip_address(str(text).partition("%")[0])
        if not known.is_global and not any(_inside(known, word) for word in words):
            raise refuse(
                "HOST_PRIVATE",
                f"{host} is a machine of the private network, which pages reach only where the operator allows it.",
                hint=f"the operator sets TRUENORTH_SOURCE_HOSTS to {host}, or defines the source in code",
            )


def _inside(address: ipaddress.IPv4Address | ipaddress.IPv6Address, word: str) -> bool:
    try:
        return address in ipaddress.ip_network(word, strict=False)
    except ValueError:
        return False


def check_source(source: Source, written: str, *, variables: str, hosts: str) -> None:
    """Raises Refused where a source of the page may not be read now; `written` is the text of its file.

    The operator may have allowed less since it was added, and a name may lead to another machine than it did then.
    """
    if source.kind != "postgres":
        check_file(source.address)
        return
    check_variables(written, variables)
    check_url(source.address)
    check_host(source.address, hosts)
