"""Options: the environment before the file before the defaults, and what is said of mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from truenorth.app.config.options import FILE, database, keep_secret_key, read_options, secret_key
from truenorth.errors import Refused


def _known(folder: Path, file: str = "", **given: str) -> dict[str, str]:
    (folder / FILE).write_text(file, "utf-8")
    return {"TRUENORTH_DATA": str(folder), **given}


def test_the_environment_goes_before_the_file_and_the_file_before_the_default(tmp_path: Path) -> None:
    made = read_options(_known(tmp_path, 'port = 9000\nhost = "0.0.0.0"\n', TRUENORTH_PORT="9001"))
    assert (made.port, made.host, made.database_url) == (9001, "0.0.0.0", "")


@pytest.mark.parametrize(
    ("file", "given", "code", "said"),
    [
        ("prot = 1", {}, "CONFIG_KEY", "no option prot"),
        ("port = ", {}, "CONFIG_SYNTAX", "not valid TOML"),
        ("port = true", {}, "CONFIG_VALUE", "no port"),
        ("host = 3", {}, "CONFIG_VALUE", "no text"),
        ("", {"TRUENORTH_PORT": "70000"}, "CONFIG_VALUE", "TRUENORTH_PORT"),
        ("", {"TRUENORTH_PORT": "²"}, "CONFIG_VALUE", "no port"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_remedy(
    tmp_path: Path, file: str, given: dict[str, str], code: str, said: str
) -> None:
    with pytest.raises(Refused, match=said) as caught:
        read_options(_known(tmp_path, file, **given))
    assert caught.value.finding.code == code
    assert caught.value.finding.hint


def test_an_unknown_option_is_told_its_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        read_options(_known(tmp_path, "prot = 1"))
    assert "port" in caught.value.finding.nearest


def test_a_postgresql_url_becomes_its_parts(tmp_path: Path) -> None:
    url = "postgresql://ann:p%40ss@db:5433/north?sslmode=require"
    made = database(read_options(_known(tmp_path, TRUENORTH_DATABASE_URL=url)))
    wanted = {"NAME": "north", "USER": "ann", "PASSWORD": "p@ss", "HOST": "db", "PORT": "5433"}
    assert wanted.items() <= made.items()
    assert made["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    ("url", "code"), [("mysql://x/y", "CONFIG_DATABASE"), ("postgresql://ann:secret@db:port/x", "CONFIG_VALUE")]
)
def test_another_database_is_refused_without_repeating_a_password(tmp_path: Path, url: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        database(read_options(_known(tmp_path, TRUENORTH_DATABASE_URL=url)))
    assert caught.value.finding.code == code
    assert "secret" not in str(caught.value)


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    options = read_options({"TRUENORTH_DATA": str(tmp_path / "new")})
    keep_secret_key(options)
    kept = secret_key(options)
    keep_secret_key(options)
    assert secret_key(options) == kept
    assert [(each.name, each.stat().st_mode & 0o777) for each in options.data.iterdir()] == [("secret.key", 0o600)]
