"""How this installation is set up: environment variables, then `truenorth.toml` in the data folder, then defaults.

Imports no Django, so that the supervisor can read it too.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from truenorth.errors import Place, refuse

FILE = "truenorth.toml"
PREFIX = "TRUENORTH_"
KEY_FILE = "secret.key"
_YES, _NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True)
class Options:
    """Everything an operator may set. In the environment each name is written `TRUENORTH_NAME`."""

    data: Path
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    threads: int = 4
    public_url: str = ""
    allowed_hosts: str = ""
    secret_key: str = ""
    log_level: str = "info"
    log_format: str = "text"
    email_url: str = ""
    email_from: str = ""
    backup_keep: int = 7
    metrics_token: str = ""
    allow_private_sources: bool = False
    upload_limit_mb: int = 200
    debug: bool = False


def data_folder(environment: Mapping[str, str] | None = None) -> Path:
    """The data folder: `TRUENORTH_DATA`, else `~/.local/share/truenorth`."""
    known = os.environ if environment is None else environment
    given = known.get(PREFIX + "DATA")
    if given:
        return Path(given).expanduser().resolve()
    home = known.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(home, "truenorth").expanduser()


def read_options(environment: Mapping[str, str] | None = None) -> Options:
    """The options in force. Raises Refused where the file or a value cannot be understood."""
    known = os.environ if environment is None else environment
    made = Options(data_folder(known))
    made = replace(made, **_from_file(made.data / FILE))
    given: dict[str, Any] = {
        field.name: _value(field.name, text, f"the environment variable {PREFIX}{field.name.upper()}")
        for field in fields(Options)
        if field.name != "data" and (text := known.get(PREFIX + field.name.upper())) not in (None, "")
    }
    return replace(made, **given)


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        read = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refuse("CONFIG_SYNTAX", f"{path} is not valid TOML: {error}.", Place(str(path))) from None
    names = {field.name for field in fields(Options)} - {"data"}
    for name in read:
        if name not in names:
            near = tuple(difflib.get_close_matches(name, sorted(names), 3))
            raise refuse("CONFIG_KEY", f"{path}: there is no option {name}.", Place(str(path)), nearest=near)
    return {name: _value(name, value, f"{path}: {name}") for name, value in read.items()}


def _value(name: str, given: object, where: str) -> object:
    """A value of the option's type from what was written."""
    wanted = type(getattr(Options(Path()), name))
    if wanted is bool:
        words = {
            "1": True,
            "true": True,
            "yes": True,
            "on": True,
            "0": False,
            "false": False,
            "no": False,
            "off": False,
        }
        if isinstance(given, bool):
            return given
        if str(given).lower() in words:
            return words[str(given).lower()]
        raise refuse("CONFIG_VALUE", f"{where} is {given!r}; true or false was expected.")
    if wanted is int:
        if isinstance(given, bool) or not str(given).isdigit():
            raise refuse("CONFIG_VALUE", f"{where} is {given!r}; a whole number was expected.")
        return int(str(given))
    return str(given)


def secret_key(options: Options) -> str:
    """The key that signs sessions: as set, else the one kept in the data folder, else one for this process only."""
    path = options.data / KEY_FILE
    if options.secret_key:
        return options.secret_key
    return path.read_text("ascii").strip() if path.exists() else secrets.token_urlsafe(48)


def keep_secret_key(options: Options) -> None:
    """Make the data folder and its key at the first start."""
    options.data.mkdir(parents=True, exist_ok=True)
    if options.secret_key or (options.data / KEY_FILE).exists():
        return
    fresh = options.data / f"{KEY_FILE}.{os.getpid()}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):
        os.link(fresh, options.data / KEY_FILE)
    fresh.unlink()


def database(options: Options) -> dict[str, object]:
    """Django's settings of the database: SQLite in the data folder, or PostgreSQL by an URL."""
    url = options.database_url
    if not url:
        return _sqlite(options.data / "truenorth.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgres", "postgresql"):
        raise refuse(
            "CONFIG_DATABASE",
            f"TRUENORTH_DATABASE_URL begins with {parts.scheme or 'nothing'}.",
            hint="Write postgresql://user:password@host:5432/name, or leave it out for SQLite.",
        )
    query = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "truenorth",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", "")) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def _sqlite(path: Path) -> dict[str, object]:
    pragmas = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000; PRAGMA foreign_keys=ON;"
        "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728; PRAGMA cache_size=-32000;"
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": pragmas},
    }
