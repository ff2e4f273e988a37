"""How progress is shown: rewritten on a terminal, a few plain lines elsewhere."""

from __future__ import annotations

import io
import re

from truenorth.cli.progress import Progress, spell_left


class Terminal(io.StringIO):
    """A terminal that remembers."""

    def isatty(self) -> bool:
        return True


def test_elsewhere_there_is_a_plain_line_for_each_quarter() -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    for part in range(101):
        progress.moved(part / 100)
        if part == 60:
            progress.say("one is there")
    lines = stream.getvalue().splitlines()
    assert [line.split("%")[0].strip() for line in lines] == ["25", "50", "one is there", "75"]
    assert not re.search(r"[\r\x1b]", stream.getvalue())


def test_on_a_terminal_one_line_is_rewritten_and_what_is_said_stays() -> None:
    stream = Terminal()
    progress = Progress(stream)
    progress.moved(0.5)
    progress.say("one is there")
    progress.moved(0.75)
    drawn, said, again = stream.getvalue().split("\r\x1b[K")[1:]
    assert "50 %" in drawn
    assert "█" in drawn
    assert said == "one is there\n"
    assert "75 %" in again
    assert all(len(line) < 80 for line in stream.getvalue().split("\r"))


def test_work_that_is_taken_up_again_is_measured_from_where_it_began() -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    progress.moved(0.74)
    progress.moved(0.76)
    assert stream.getvalue() == "   76 %\n"  # of two hundredths nothing can be told
    assert spell_left(10.0, 0.02, 0.24) == ""


def test_the_time_left_is_that_at_the_pace_so_far() -> None:
    assert spell_left(30.0, 0.5, 0.5) == "about 30 s left"
    assert spell_left(30.0, 0.5, 0.49) == "about 30 s left"  # rounded up, so that nobody waits longer than told
    assert spell_left(300.0, 0.5, 0.5) == "about 5 min left"
    assert spell_left(300.0, 1.0, 0.0) == ""
