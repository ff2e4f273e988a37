"""Work that is killed again and again, in children of one process that has everything loaded.

`python -m crash.forked SCENARIO COUNT SEED` on an installation: the scenario's work is done once untouched to learn how
long it takes, then begun and killed (SIGKILL) at random moments until COUNT of these found it in the middle; after each
kill its `look` must hold.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

MOST = 5
"""Children a wanted kill: how long the work takes differs from one time to the next, so some end before their kill."""


@dataclass(frozen=True)
class Scenario:
    """What is killed: `prepare` once, `work(n)` in a child, `look(n)` after each kill, in a child of its own."""

    prepare: Callable[[], None]
    work: Callable[[int], None]
    look: Callable[[int], None]


def in_child(work: Callable[[], None]) -> int:
    """The process number of a child that does the work and ends with 0, or prints why it could not and ends with 1."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def done(child: int) -> bool:
    """Whether a child ended well; waits for it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def run(scenario: Scenario, count: int, seed: int) -> int:
    """How many children it took until COUNT were killed in the middle of their work. Exits where a look fails."""
    chance = random.Random(seed)
    _must(scenario.prepare, "prepare")
    began = time.monotonic()
    _must(lambda: scenario.work(0), "the work")
    whole = time.monotonic() - began
    _must(lambda: scenario.look(0), "the look at untouched work")
    killed = number = 0
    while killed < count:
        number += 1
        if number > MOST * count:
            sys.exit(f"of {MOST * count} children only {killed} were still at work when they were killed")
        child = in_child(lambda n=number: scenario.work(n))  # type: ignore[misc]
        time.sleep(chance.uniform(0, 1) ** 0.7 * whole)
        os.kill(child, signal.SIGKILL)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        killed += ended == -signal.SIGKILL
        _must(lambda n=number: scenario.look(n), f"the look after kill {number} (seed {seed})")  # type: ignore[misc]
    return number


def _must(work: Callable[[], None], name: str) -> None:
    if not done(in_child(work)):
        sys.exit(f"{name} failed")


def main() -> None:
    """Run the scenario named on the command line and print how many children it took."""
    from truenorth.app.config.start import migrate, start_django

    start_django()
    child = in_child(migrate)
    if not done(child):
        sys.exit("the migrations failed")
    from crash import scenarios, writing

    name, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    print(json.dumps({"begun": run((scenarios.SCENARIOS | writing.SCENARIOS)[name], count, seed)}))


if __name__ == "__main__":
    main()
