"""Who a text speaks to."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from truenorth.app.work.mentions import Named, find_mentions

ANNA = Named(1, "Anna Rossi", "anna@acme.example")
JONAS = Named(2, "Jonas Weber", "jonas@acme.example")
ANNE = Named(3, "Anne Rossi", "anne@acme.example")
JONAS_B = Named(4, "Jonas Bauer", "j.bauer@acme.example")
TEAM = [ANNA, JONAS, ANNE]


def _who(text: str, team: list[Named] = TEAM) -> list[tuple[str, int]]:
    return [(text[one.start : one.end], one.member.id) for one in find_mentions(text, team)]


def test_names_addresses_and_their_parts_are_found() -> None:
    assert _who("@Anna Rossi, see this") == [("@Anna Rossi", 1)]
    assert _who("see @anna@acme.example.") == [("@anna@acme.example", 1)]
    assert _who("@jonas: and @ANNE!") == [("@jonas", 2), ("@ANNE", 3)]
    assert _who("(@Jonas)") == [("@Jonas", 2)]


def test_a_part_of_a_word_or_of_an_address_is_no_mention() -> None:
    assert _who("write to x@anna or @annabel or @anna-lena") == []
    assert _who("@jonas@else.example") == []
    assert _who("@ anna, @@, @") == []


def test_a_first_name_that_two_share_names_nobody() -> None:
    team = [JONAS, JONAS_B]
    assert _who("@Jonas", [Named(2, "Jonas Weber", "w@acme.example"), JONAS_B]) == []
    assert _who("@Jonas Bauer and @j.bauer", team) == [("@Jonas Bauer", 4), ("@j.bauer", 4)]


@given(st.text(alphabet="@ aAnNoOsS.J<>&é", max_size=60))
def test_mentions_lie_in_the_text_in_order_and_never_overlap(text: str) -> None:
    found = find_mentions(text, TEAM)
    assert all(text[one.start] == "@" for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
