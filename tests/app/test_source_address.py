"""Addresses of databases typed into the page."""

from __future__ import annotations

import pytest
from psycopg.conninfo import conninfo_to_dict

from truenorth.app.revisions.address import (
    Database,
    bound_url,
    check_file,
    check_postgres,
    check_variables,
    expanded,
)
from truenorth.errors import Refused

GOOD = "postgresql://reader:${SOURCE_PASSWORD}@db.example.org:5432/shop?sslmode=require"


def _refused(check: object, *given: str) -> str:
    with pytest.raises(Refused) as caught:
        check(*given)  # type: ignore[operator]
    return caught.value.finding.code


def test_a_plain_address_with_its_secret_in_the_environment_is_good() -> None:
    check_variables(GOOD)
    check_postgres(GOOD)
    assert expanded("a ${SOURCE_X} b", {"SOURCE_X": "1"}) == "a 1 b"
    assert _refused(expanded, "${SOURCE_X}", {}) == "ENVIRONMENT_MISSING"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "ADDRESS_URL"),
        ("host=db dbname=shop", "ADDRESS_URL"),
        ("mysql://db/shop", "ADDRESS_URL"),
        ("postgresql:///shop", "ADDRESS_URL"),
        ("postgresql://db", "ADDRESS_URL"),
        ("postgresql://one,two/shop", "ADDRESS_URL"),
        ("postgresql://db:x/shop", "ADDRESS_URL"),
        ("postgresql://db/shop?host=/var/run", "ADDRESS_WORD"),
        ("postgresql://db/shop?hostaddr=127.0.0.1", "ADDRESS_WORD"),
        ("postgresql://db/shop?sslkey=/etc/x", "ADDRESS_WORD"),
        ("postgresql://db/shop?service=x", "ADDRESS_WORD"),
        ("postgresql://u:hunter2@db/shop", "ADDRESS_PASSWORD"),
        ("postgresql://u@8.8.8.8/db#x?host=127.0.0.1&port=15999&dbname=secret", "ADDRESS_URL"),
        ("postgresql://u@8.8.8.8/db#x?host=/var/run/postgresql", "ADDRESS_URL"),
        ("postgresql://u@8.8.8.8/db?sslmode=require#&hostaddr=127.0.0.1", "ADDRESS_URL"),
        ("postgresql://u@8.8.8.8#@127.0.0.1/db", "ADDRESS_URL"),
        ("postgresql://u@db/shop#x?password=hunter2", "ADDRESS_URL"),
        ("postgresql://u@db/shop\n?host=127.0.0.1", "ADDRESS_URL"),
        ("postgresql://u@db\\@127.0.0.1/shop", "ADDRESS_URL"),
        ("postgresql://u@%2Fvar%2Frun/shop", "ADDRESS_URL"),
        ("postgresql://u@%31%32%37.0.0.1/shop", "ADDRESS_URL"),
        ("postgresql://u@[fe80::1%25eth0]/shop", "ADDRESS_URL"),
        ("postgresql://u@db/shop?%68ost=127.0.0.1", "ADDRESS_WORD"),
        ("postgresql://u@db/shop?connect_timeout=99999999", "ADDRESS_WORD"),
        ("postgresql://u@db/shop?connect_timeout=0", "ADDRESS_WORD"),
        ("postgresql://u@db/shop?connect_timeout=-1", "ADDRESS_WORD"),
        ("postgresql://u@db/shop?sslmode=never", "ADDRESS_WORD"),
        ("postgresql://u@db/shop?connect_timeout=5&connect_timeout=9999", "ADDRESS_WORD"),
    ],
)
def test_other_addresses_are_refused(address: str, code: str) -> None:
    assert _refused(check_postgres, address) == code


def test_the_refusal_of_a_password_does_not_repeat_it() -> None:
    with pytest.raises(Refused) as caught:
        check_postgres("postgresql://u:hunter2@db/shop")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("name", ["TRUENORTH_SECRET_KEY", "PATH", "AWS_SECRET_ACCESS_KEY", "", "source_x"])
def test_other_secrets_of_the_environment_cannot_be_sent_away(name: str) -> None:
    assert _refused(check_variables, f"postgresql://u:${{{name}}}@evil.example/x") == "ADDRESS_VARIABLE"


def test_the_operator_may_allow_other_variables() -> None:
    check_variables("${SHOP_URL}", "SHOP_*, OTHER")
    assert _refused(check_variables, "${SOURCE_X}", "SHOP_*") == "ADDRESS_VARIABLE"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0", "localhost"]
)
def test_the_private_network_needs_the_operators_word(host: str) -> None:
    address = f"postgresql://u@{host}/x"
    assert _refused(bound_url, address, "") == "HOST_PRIVATE"
    assert _refused(bound_url, address, "203.0.113.0/24 other.example") == "HOST_PRIVATE"
    bound_url(address, "127.0.0.0/8 ::1/128 10.0.0.0/8, 192.168.0.1/32 169.254.0.0/16 0.0.0.0/32 localhost")


@pytest.mark.parametrize(
    "host",
    [
        "127.1",
        "2130706433",
        "0",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a01:203",
        "2002:7f00:1::",
        "2002:0a01:0203::1",
        "::7f00:1",
        "2001:0:7f00:1::",
        "224.0.0.1",
        "fd00::1",
    ],
)
def test_the_private_network_is_known_in_every_spelling(host: str) -> None:
    shown = f"[{host}]" if ":" in host else host
    assert _refused(bound_url, f"postgresql://u@{shown}/x", "") == "HOST_PRIVATE"


def test_a_machine_behind_a_gateway_is_allowed_by_both_addresses() -> None:
    assert "hostaddr=64%3Aff9b%3A%3A7f00%3A1" in bound_url(
        "postgresql://u@[64:ff9b::7f00:1]/x", "127.0.0.0/8 64:ff9b::/96"
    )


def test_a_machine_of_a_public_address_needs_none_and_is_the_one_connected_to() -> None:
    """What is opened is made of the parts that were looked at, and names the machine."""
    bound = bound_url("postgres://u%40x:p%23%2F%3Aq@8.8.8.8:6000/my%20shop?sslmode=require&connect_timeout=5", "")
    assert conninfo_to_dict(bound) == {
        "user": "u@x",
        "password": "p#/:q",
        "host": "8.8.8.8",
        "hostaddr": "8.8.8.8",
        "port": "6000",
        "dbname": "my shop",
        "sslmode": "require",
        "connect_timeout": "5",
    }


def test_a_name_with_several_machines_leads_to_those_that_were_looked_at() -> None:
    made = Database("db.example", None, "u", None, "shop", {}).url(["2001:db8::1", "192.0.2.1"])
    assert conninfo_to_dict(made) == {
        "user": "u",
        "host": "db.example,db.example",
        "hostaddr": "2001:db8::1,192.0.2.1",
        "dbname": "shop",
    }


def test_a_host_allowed_by_name_may_be_any_machine() -> None:
    assert bound_url("postgresql://u@localhost:1/x", "localhost") == "postgresql://u@localhost:1/x"


def test_a_secret_that_would_break_the_address_is_refused_without_being_told() -> None:
    with pytest.raises(Refused) as caught:
        bound_url("postgresql://u:hunter2#@8.8.8.8/x", "")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("path", ["", "/etc/x.duckdb", "../x.duckdb", "a/../../x.duckdb", "a\\b.duckdb", "a\0b"])
def test_files_lie_below_the_folder(path: str) -> None:
    assert _refused(check_file, path) == "ADDRESS_OUTSIDE"
