"""A real PostgreSQL server of the tests' own: found or installed, started on a free port, removed at the end.

`initdb` and `postgres` refuse to run as root, so as root they are started as another user, who owns the data folder.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

import debian

ADMIN, READER = "truenorth_admin", "truenorth_reader"
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "listen_addresses": "127.0.0.1",
}


class Missing(Exception):
    """No PostgreSQL server could be found, installed or started; the text says what is missing."""


@dataclass(frozen=True)
class Database:
    """A fresh database: `admin_url` may do anything in it, `reader_url` can only SELECT."""

    name: str
    admin_url: str
    reader_url: str

    def load(self, statements: str) -> None:
        """Run the statements, separated by semicolons, as the administrator."""
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(statements.encode())


def binaries() -> Path | None:
    """The folder of `initdb`, `pg_ctl` and `postgres`, the newest version first, or None."""
    versions = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if folder.parent.name.isdecimal()]
    folders = sorted(versions, key=lambda folder: int(folder.parent.name), reverse=True)
    if config := shutil.which("pg_config"):
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        folders += [Path(told)] if told else []
    if initdb := shutil.which("initdb"):
        folders.append(Path(initdb).resolve().parent)
    complete = (folder for folder in folders if all((folder / tool).exists() for tool in ("initdb", "pg_ctl")))
    return next(complete, None)


def install() -> None:
    """Install Debian's package where that is possible: as root, with apt-get."""
    if not debian.can_install():
        raise Missing(
            "no PostgreSQL server programs (initdb, pg_ctl) in /usr/lib/postgresql/*/bin, by pg_config or in PATH, "
            "and they can be installed only as root with apt-get: install the package `postgresql`"
        )
    try:
        debian.install("postgresql")
    except debian.NotInstalled as failure:
        raise Missing(str(failure)) from None


def server_user() -> pwd.struct_passwd | None:
    """The user to run the server as: None is ourselves; as root, `postgres` or else `nobody`."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Missing("PostgreSQL refuses to run as root and there is neither a user `postgres` nor `nobody`")


class PrivatePostgres:
    """A running server with an administrator and a role that can only SELECT; `stop` removes all of it."""

    def __init__(self) -> None:
        self._tools = binaries()
        if self._tools is None:
            install()
            self._tools = binaries()
        if self._tools is None:
            raise Missing("the package `postgresql` is installed but its initdb was not found")
        self._user = server_user()
        self._passwords = {ADMIN: secrets.token_hex(16), READER: secrets.token_hex(16)}
        self._home = Path(tempfile.mkdtemp(prefix="truenorth-postgres-"))
        self._data = self._home / "data"
        self._port = 0
        self._databases = 0
        try:
            self._create()
            self._start()
            self._add_reader()
        except BaseException:
            self.stop()
            raise

    def url(self, database: str = "postgres", role: str = ADMIN) -> str:
        """The address of a database for a role, with its password."""
        return f"postgresql://{role}:{self._passwords[role]}@127.0.0.1:{self._port}/{database}"

    def database(self, template: str = "template0") -> Database:
        """A new database, empty or a copy of another one that nobody is connected to; the reader can read all of it."""
        self._databases += 1
        name = f"test_{self._databases}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            copy = sql.SQL("create database {} template {}")
            connection.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
            connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
            connection.execute(
                sql.SQL("grant connect on database {} to {}").format(sql.Identifier(name), sql.Identifier(READER))
            )
        return Database(name, self.url(name), self.url(name, READER))

    def drop(self, database: Database) -> None:
        """Remove the database, whoever is still connected to it."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(database.name)))

    def stop(self) -> None:
        """Stop the server and delete its folder."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-D", str(self._data), "-m", "immediate", "-w")
        shutil.rmtree(self._home, ignore_errors=True)

    def _create(self) -> None:
        password = self._home / "password"
        password.write_text(self._passwords[ADMIN])
        if self._user is not None:
            for path in (self._home, password):
                os.chown(path, self._user.pw_uid, self._user.pw_gid)
        self._run(
            "initdb",
            *("-D", str(self._data), "-U", ADMIN, f"--pwfile={password}", "--auth=scram-sha-256"),
            *("--encoding=UTF8", "--locale=C", "--no-sync"),
        )
        password.unlink()

    def _start(self) -> None:
        for _ in range(3):  # another program may take the free port first
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self._port = probe.getsockname()[1]
            settings = {**QUICK, "port": str(self._port), "unix_socket_directories": str(self._home)}
            options = " ".join(f"-c {name}={value}" for name, value in settings.items())
            log = self._home / "log"
            try:
                self._run("pg_ctl", "start", "-D", str(self._data), "-l", str(log), "-w", "-t", "60", "-o", options)
                return
            except Missing as failure:
                reason = f"{failure}\n{log.read_text() if log.exists() else ''}"
        raise Missing(reason)

    def _add_reader(self) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("create role {} login password {}").format(
                    sql.Identifier(READER), sql.Literal(self._passwords[READER])
                )
            )
            connection.execute(sql.SQL("grant pg_read_all_data to {}").format(sql.Identifier(READER)))

    def _run(self, tool: str, *arguments: str) -> None:
        assert self._tools is not None
        done = subprocess.run(
            [str(self._tools / tool), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # not a pipe: the server would hold it open
            stderr=subprocess.PIPE if tool == "initdb" else subprocess.DEVNULL,
            text=True,
            cwd=self._home,
            user=None if self._user is None else self._user.pw_uid,
            group=None if self._user is None else self._user.pw_gid,
            extra_groups=None if self._user is None else [],
            check=False,
        )
        if done.returncode:
            raise Missing(f"`{tool} {arguments[0]}` failed with {done.returncode}: {done.stderr or ''}")
