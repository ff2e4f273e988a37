"""Addresses of databases that people type into the page: which are let through, and to which machines."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from truenorth.errors import Refused, refuse
from truenorth.model.tables import Source

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_SCHEMES = ("postgres", "postgresql")
_WORDS: Mapping[str, str] = {
    "sslmode": "disable|allow|prefer|require|verify-ca|verify-full",
    "channel_binding": "disable|prefer|require",
    "target_session_attrs": "any|read-write|read-only|primary|standby|prefer-standby",
    "connect_timeout": "[1-9]|[1-5][0-9]|60",
}
"""What may follow the `?` of an address, and what that may say; other words name files, hosts or commands."""
_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?|[0-9A-Fa-f:.]+")
_NOT_PLAIN = re.compile(r"[#\\\s\x00-\x1f\x7f]")
_MOST_MACHINES = 8
"""A name that stands for more machines is tried on so many of them."""
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


@dataclass(frozen=True)
class Database:
    """The parts of the URL of a PostgreSQL database, each as it is meant, with nothing left to decode."""

    host: str
    port: int | None
    user: str | None
    password: str | None
    name: str
    words: Mapping[str, str]

    def url(self, machines: Iterable[str] = ()) -> str:
        """A URL that says these parts and nothing else; it leads to `machines`, whatever the host's name means then.

        The name stays, as certificates bear it.
        """
        found = tuple(machines)
        secret = "" if self.password is None else f":{_written(self.password)}"
        who = "" if self.user is None else f"{_written(self.user)}{secret}@"
        words = dict(self.words)
        if found:
            words |= {"host": ",".join([self.host] * len(found)), "hostaddr": ",".join(found)}
        asked = "&".join(f"{name}={_written(value)}" for name, value in words.items())
        host = "" if found else f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port is None else f":{self.port}"
        return f"postgresql://{who}{host}{port}/{_written(self.name)}{'?' if asked else ''}{asked}"


def _written(text: str) -> str:
    return quote(text, safe="")


def check_postgres(address: str) -> None:
    """Raises Refused where an address is no plain URL of one PostgreSQL database, or holds its password openly."""
    password = read_url(address).password
    if password and not _VARIABLE.fullmatch(password):
        raise refuse(
            "ADDRESS_PASSWORD",
            "The address holds a password, which everyone who sees the definitions could read.",
            hint="write postgresql://reader:${SOURCE_PASSWORD}@host/database; the operator sets SOURCE_PASSWORD",
        )


def read_url(address: str) -> Database:
    """The parts of an address, its variables filled in or not; Refused where it is no plain URL of one database.

    Whoever opens it builds the address from these parts: two programs that read one text may see two things in it.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _no_url() from None
    if _NOT_PLAIN.search(address):
        raise refuse(
            "ADDRESS_URL",
            "The address holds a # or a blank, which no part of it may hold as it is.",
            hint="in a user, a password or a name write %23 for #, %20 for a blank, %5C for a backslash",
        )
    host = parts.hostname or ""
    if parts.scheme not in _SCHEMES or not parts.path.strip("/") or not _HOST.fullmatch(_VARIABLE.sub("x", host)):
        raise _no_url()
    words = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name, value in words.items():
        _check_word(name, value)
    user, password = (None if part is None else unquote(part) for part in (parts.username, parts.password))
    return Database(host, port, user, password, unquote(parts.path[1:]), words)


def _check_word(name: str, value: str) -> None:
    """Raises Refused where a word after the `?` may not stand there, or says what it may not."""
    if name not in _WORDS:
        raise refuse(
            "ADDRESS_WORD",
            f"An address typed here may not say {name}.",
            hint=f"it may say {', '.join(sorted(_WORDS))}",
        )
    if not re.fullmatch(_WORDS[name], value) and not _VARIABLE.fullmatch(value):
        shown = "seconds from 1 to 60" if name == "connect_timeout" else _WORDS[name].replace("|", ", ")
        raise refuse("ADDRESS_WORD", f"An address typed here may not say that {name} is {value}.", hint=f"say {shown}")


def _no_url() -> Refused:
    return refuse(
        "ADDRESS_URL",
        "This is not the address of a PostgreSQL database.",
        hint="write postgresql://reader:${SOURCE_PASSWORD}@host:5432/database",
    )


def bound_url(address: str, allowed: str) -> str:
    """The address, bound to the machines that its host is now; Refused where the operator did not allow one of them.

    A host that the operator allows by its name may be any machine.
    """
    database = read_url(address)
    words = allowed.replace(",", " ").split()
    if database.host in words:
        return database.url()
    host = database.host
    try:
        found = sorted({str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError):
        raise refuse(
            "HOST_UNKNOWN", f"There is no machine called {host}.", hint="look at the host's spelling in the address"
        ) from None
    for text in found:
        if not all(_is_open(known, words) for known in _reached(text)):
            raise refuse(
                "HOST_PRIVATE",
                f"{host} is a machine of the private network, which pages reach only where the operator allows it.",
                hint=f"the operator sets TRUENORTH_SOURCE_HOSTS to {host}, or defines the source in code",
            )
    return database.url(found[:_MOST_MACHINES])


Machine = ipaddress.IPv4Address | ipaddress.IPv6Address


def _is_open(machine: Machine, words: Sequence[str]) -> bool:
    """Whether a machine is one of the open network, or one that the operator allows."""
    return (machine.is_global and not machine.is_multicast) or any(_inside(machine, word) for word in words)


_TRANSLATED = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96")))
"""Networks whose addresses end in the IPv4 address that they are translated to (NAT64 and its forerunners)."""


def _reached(text: str) -> Iterator[Machine]:
    """The machine of an address, and each IPv4 machine to which a gateway may send on what is sent to it."""
    machine = ipaddress.ip_address(text.partition("%")[0])
    yield machine
    if isinstance(machine, ipaddress.IPv4Address):
        return
    yield from (each for each in (machine.ipv4_mapped, machine.sixtofour, *(machine.teredo or ())) if each is not None)
    if int(machine) > 1 and any(machine in network for network in _TRANSLATED):
        yield ipaddress.IPv4Address(int(machine) & 0xFFFFFFFF)


def _inside(address: Machine, word: str) -> bool:
    try:
        return address in ipaddress.ip_network(word, strict=False)
    except ValueError:
        return False


def admitted(source: Source, written: str, *, variables: str, hosts: str) -> Source:
    """A source of the page as it may be read now, bound to its machines; `written` is the text of its file.

    Raises Refused where it may not: the operator may have allowed less since it was added, and a name may lead to
    another machine than it did then.
    """
    if source.kind != "postgres":
        check_file(source.address)
        return source
    check_variables(written, variables)
    return replace(source, address=bound_url(source.address, hosts))
