"""Addresses of databases typed into the page."""

from __future__ import annotations

import pytest

from truenorth.app.revisions.address import check_file, check_host, check_postgres, check_variables, expanded
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


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0"])
def test_the_private_network_needs_the_operators_word(host: str) -> None:
    address = f"postgresql://u@{host}/x"
    assert _refused(check_host, address, "") == "HOST_PRIVATE"
    assert _refused(check_host, address, "203.0.113.0/24 other.example") == "HOST_PRIVATE"
    check_host(address, "127.0.0.0/8 ::1/128 10.0.0.0/8, 192.168.0.1/32 169.254.0.0/16 0.0.0.0/32")


def test_a_machine_of_a_public_address_needs_none() -> None:
    check_host("postgresql://u@8.8.8.8/x", "")


@pytest.mark.parametrize("path", ["", "/etc/x.duckdb", "../x.duckdb", "a/../../x.duckdb", "a\\b.duckdb", "a\0b"])
def test_files_lie_below_the_folder(path: str) -> None:
    assert _refused(check_file, path) == "ADDRESS_OUTSIDE"
