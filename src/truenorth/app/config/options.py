"""How this installation is set up: environment variables, then `truenorth.toml` in the data folder, then defaults.

Imports no Django, so that a supervisor of processes can read it too.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from truenorth.errors import Place, nearest_names, refuse

FILE = "truenorth.toml"
PREFIX = "TRUENORTH_"
KEY_FILE = "secret.key"
MOST_WORKERS = 64


@dataclass(frozen=True)
class Options:
    """Everything an operator may set. In the environment each name is written `TRUENORTH_NAME`."""

    data: Path
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    log: str = ""
    metrics_token: str = ""
    public_url: str = ""
    allowed_hosts: str = ""
    secret_key: str = ""
    old_secret_keys: str = ""  # with spaces between them: what they signed and sealed is still read
    email_url: str = ""
    email_from: str = ""
    upload_limit_mb: int = 200
    query_seconds: int = 600  # the longest that one query on a source may take
    query_memory: str = "4GB"  # what DuckDB may take for one, such as 4GB
    source_variables: str = ""  # which variables the addresses of sources typed in the page may use; SOURCE_* if empty
    source_hosts: str = ""  # machines and networks of the private network to which such addresses may lead
    source_folders: str = ""  # folders outside a project's own that its sources may read, as PATH is written


NAMES = tuple(field.name for field in fields(Options) if field.name != "data")


def data_folder(environment: Mapping[str, str] | None = None) -> Path:
    """The data folder: `TRUENORTH_DATA`, else `~/.local/share/truenorth`."""
    known = os.environ if environment is None else environment
    given = known.get(f"{PREFIX}DATA")
    if given:
        return Path(given).expanduser().resolve()
    return Path(known.get("XDG_DATA_HOME") or "~/.local/share", "truenorth").expanduser()


def read_options(environment: Mapping[str, str] | None = None) -> Options:
    """The options in force. Raises Refused where the file or a value cannot be understood."""
    known = os.environ if environment is None else environment
    data = data_folder(known)
    written = {name: known.get(PREFIX + name.upper(), "") for name in NAMES}
    given = {
        name: _value(name, text, f"the environment variable {PREFIX}{name.upper()}")
        for name, text in written.items()
        if text
    }
    return replace(Options(data), **(_from_file(data / FILE) | given))


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    place = Place(str(path))
    try:
        read = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refuse(
            "CONFIG_SYNTAX",
            f"{path} is not valid TOML: {error}.",
            place,
            hint="write lines such as port = 8000, in UTF-8",
        ) from None
    for name in read:
        if name not in NAMES:
            near = nearest_names(name, NAMES)
            raise refuse(
                "CONFIG_KEY",
                f"{path}: there is no option {name}.",
                place,
                hint=f"the options are {', '.join(NAMES)}",
                nearest=near,
            )
    return {name: _value(name, value, f"{path}: {name}") for name, value in read.items()}


def _value(name: str, given: object, where: str) -> str | int:
    """A value of the option's type from what was written."""
    if name == "port":
        text = str(given)
        if isinstance(given, bool) or not text.isdecimal() or not 0 < int(text) < 65536:
            hint = "write a whole number from 1 to 65535"
            raise refuse("CONFIG_VALUE", f"{where} is {given!r}, which is no port.", hint=hint)
        return int(text)
    if name == "workers":
        text = str(given)
        if isinstance(given, bool) or not text.isdecimal() or not 0 < int(text) <= MOST_WORKERS:
            hint = f"write a whole number from 1 to {MOST_WORKERS}"
            raise refuse("CONFIG_VALUE", f"{where} is {given!r}, which is no number of workers.", hint=hint)
        return int(text)
    if name == "log" and given not in ("json", "text"):
        raise refuse("CONFIG_VALUE", f"{where} is {given!r}, which is no form of a log.", hint="write json or text")
    if name == "query_seconds":
        text = str(given)
        if isinstance(given, bool) or not text.isdecimal() or not 0 < int(text) <= 86_400:
            hint = "write a whole number of seconds, such as 600"
            raise refuse("CONFIG_VALUE", f"{where} is {given!r}, which is no time that a query may take.", hint=hint)
        return int(text)
    if name == "query_memory" and not re.fullmatch(r"[1-9]\d{0,5} ?[KMGT]i?B", str(given)):
        hint = "write a number and a unit, such as 4GB or 800MB"
        raise refuse("CONFIG_VALUE", f"{where} is {given!r}, which is no amount of memory.", hint=hint)
    if name == "upload_limit_mb":
        text = str(given)
        if isinstance(given, bool) or not text.isdecimal() or not 0 < int(text) <= 100_000:
            hint = "write a whole number of megabytes, such as 200"
            raise refuse("CONFIG_VALUE", f"{where} is {given!r}, which is no size of a file.", hint=hint)
        return int(text)
    if not isinstance(given, str):
        raise refuse("CONFIG_VALUE", f"{where} is {given!r}, which is no text.", hint="write it in quotes")
    return given


def address(url: str, name: str) -> SplitResult:
    """The parts of an option's URL. Raises Refused where it is none; the message never repeats its password."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError as error:
        hint = "write scheme://user:password@host:port/name; special characters in a password as %40, %2F …"
        raise refuse("CONFIG_VALUE", f"{PREFIX}{name.upper()} is no valid URL: {error}.", hint=hint) from None
    return parts


def secret_key(options: Options) -> str:
    """The key that signs sessions: as set, else the one kept in the data folder, else one for this process only."""
    path = options.data / KEY_FILE
    if options.secret_key:
        return options.secret_key
    return path.read_text("ascii").strip() if path.exists() else secrets.token_urlsafe(48)


OTHERS = 0o077
"""What the owner's group and everybody else may do with a file: nothing, in the data folder."""
_PRIVATE = ("truenorth.sqlite3*", FILE, KEY_FILE, "demo.json", "backups/*")


def make_private(folder: Path) -> None:
    """Make the data folder, and close it and what others could read in it; what we do not own is left as it is."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in (folder, *(each for pattern in _PRIVATE for each in folder.glob(pattern))):
        mode = path.stat().st_mode
        if mode & OTHERS:
            with contextlib.suppress(PermissionError, FileNotFoundError):
                path.chmod(stat.S_IMODE(mode) & ~OTHERS)


def keep_secret_key(options: Options) -> None:
    """Make the data folder and its key at the first start; of two that start at once, one key stays."""
    make_private(options.data)
    if options.secret_key or (options.data / KEY_FILE).exists():
        return
    fresh = options.data / f"{KEY_FILE}.{secrets.token_hex(8)}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):
        os.link(fresh, options.data / KEY_FILE)
    fresh.unlink()


def database(options: Options) -> dict[str, Any]:
    """Django's settings of the database: SQLite in the data folder, or PostgreSQL by an URL."""
    if not options.database_url:
        return _sqlite(options.data / "truenorth.sqlite3")
    parts = address(options.database_url, "database_url")
    if parts.scheme not in ("postgres", "postgresql"):
        raise refuse(
            "CONFIG_DATABASE",
            f"{PREFIX}DATABASE_URL begins with {parts.scheme or 'nothing'}.",
            hint="write postgresql://user:password@host:5432/name, or leave it out for SQLite",
        )
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "truenorth",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def _sqlite(path: Path) -> dict[str, Any]:
    """Recursive triggers: without them REPLACE would take a protected row away unseen."""
    pragmas = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000; PRAGMA foreign_keys=ON;"
        "PRAGMA recursive_triggers=ON; PRAGMA temp_store=MEMORY;"
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": pragmas},
    }
