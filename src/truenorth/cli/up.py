"""Start the application: its pages and its workers, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from truenorth.errors import Finding, Refused, SourceFailed, refuse

if TYPE_CHECKING:
    from truenorth.app.config.options import Options

HELP = "start the application"
EXAMPLES = """examples:
  truenorth up
  truenorth up --port 8080 --workers 2
  TRUENORTH_DATA=/srv/truenorth TRUENORTH_DATABASE_URL=postgresql://truenorth@db/truenorth truenorth up"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("--host", metavar="HOST", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", metavar="N", help="the port to listen on (default: 8000)")
    parser.add_argument("--workers", metavar="N", help="how many processes work on jobs (default: 1)")


def run(given: argparse.Namespace) -> int:
    """0 after an orderly stop."""
    from truenorth.app.config.logs import set_up_logs
    from truenorth.app.config.options import read_options

    environment = environment_with(HOST=given.host, PORT=given.port, WORKERS=given.workers)
    options = read_options(environment)
    set_up_logs(options.log)
    look_at_data(options)
    look_at_port(options, "truenorth up --port {port}")
    link = _prepare(environment)

    def say(*, answers: bool) -> None:
        print(f"Its data are in {options.data}")
        if link:
            print(f"Nobody has an account yet. The first one comes in here, once: {link}")
        print(
            f"Truenorth is at {address_of(options)}" + ("" if answers else ", but it does not answer yet"), flush=True
        )

    return serve(options, environment, say)


def serve(options: Options, environment: dict[str, str], say: Callable[..., None]) -> int:
    """0 after an orderly stop of web server and workers; `say` is called once pages are answered (`answers=True`)."""
    from threading import Thread

    from truenorth.app.config.answering import wait_for_answer
    from truenorth.app.config.supervisor import module, supervise

    commands = {"web": module("truenorth.app.config.web")}
    commands |= {f"worker-{n}": module("truenorth.app.config.work") for n in range(1, options.workers + 1)}
    Thread(target=lambda: say(answers=wait_for_answer(options.host, options.port)), daemon=True).start()
    return supervise(commands, environment)


def address_of(options: Options) -> str:
    """Where people open it."""
    host = f"[{options.host}]" if ":" in options.host else options.host
    return options.public_url.rstrip("/") or f"http://{host}:{options.port}"


def environment_with(**options: str | None) -> dict[str, str]:
    """Ours with the options given in it, for every process to read the same ones."""
    return {**os.environ, **{f"TRUENORTH_{name}": value for name, value in options.items() if value is not None}}


def look_at_data(options: Options) -> None:
    """Raise Refused where the data folder cannot be made, read and written; others cannot read it from now on."""
    from truenorth.app.config.options import OTHERS, make_private

    try:
        os.umask(OTHERS)
        make_private(options.data)
        usable = os.access(options.data, os.R_OK | os.W_OK | os.X_OK)
        why = "this user may not read and write it"
    except OSError as fault:
        usable, why = False, str(fault.strerror)
    if not usable:
        raise refuse(
            "DATA_FOLDER",
            f"The data folder {options.data} cannot be used: {why}.",
            hint="give it to the user who runs Truenorth, or set TRUENORTH_DATA to another folder",
        )


def look_at_port(options: Options, instead: str) -> None:
    """Raise Refused where nothing can listen there; `instead` is the command that takes another port, `{port}`."""
    import socket

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(options.host, options.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen(1)
    except OSError as fault:
        other = options.port + 1 if options.port < 65535 else 8000
        raise refuse(
            "PORT_IN_USE",
            f"Nothing can listen on {options.host}, port {options.port}: {fault.strerror}.",
            hint=f"stop what listens there, or take another port: {instead.format(port=other)}",
        ) from None


def _prepare(environment: dict[str, str]) -> str | None:
    """The first person's link, from a process of its own that brings the database up to date. Raises its finding."""
    import json
    import subprocess

    from truenorth.app.config.supervisor import module

    done = subprocess.run(
        module("truenorth.app.config.prepare"), env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    try:
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        raise SourceFailed(
            Finding(
                "START_FAILED",
                f"The database could not be brought up to date (exit code {done.returncode}).",
                hint="what is printed above says why; `truenorth doctor` looks at the installation",
            )
        ) from None
    if finding := told.get("finding"):
        failure = Finding(finding["code"], finding["message"], hint=finding["hint"])
        raise Refused(failure) if done.returncode == 2 else SourceFailed(failure)
    link: str | None = told["link"]
    return link
