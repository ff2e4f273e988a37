"""The spelling of characters is found, or told, or refused; never guessed in silence."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from loaded_tables import Project

TEXT = "name,city\nAña,Málaga\nBörje,Malmö\n"
ROWS = [("Aña", "Málaga"), ("Börje", "Malmö")]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
    ],
    ids=["utf-8", "utf-8 marked", "utf-16", "utf-16 BE marked", "utf-16 LE bare", "utf-16 BE bare", "utf-32"],
)
def test_unicode_is_certain(project: Project, content: bytes) -> None:
    loaded = project.load_text(content)
    assert [tuple(row.values()) for row in loaded.rows] == ROWS
    assert list(loaded.types) == ["name", "city"]
    assert loaded.relation.findings == ()


@pytest.mark.parametrize(
    ("encoding", "line"),
    [
        ("cp1252", "Größe und Übermaß in Düsseldorf: Preis £5 für Gemüse und Käse"),
        ("cp1251", "Привет, как дела в Москве сегодня; это русский текст о погоде"),
        ("cp932", "日本語のテキストと売上高の東京都"),
        ("cp1250", "zażółć gęślą jaźń, Łódź i Kraków są w Polsce, źródło danych"),
    ],
)
def test_a_legacy_encoding_is_found_and_told(project: Project, encoding: str, line: str) -> None:
    rows = [f'{n},"{line}"' for n in range(20)]
    loaded = project.load_text("\n".join(["n,text", *rows, ""]).encode(encoding))
    assert set(loaded.column("text")) == {line}
    [finding] = loaded.relation.findings
    assert (finding.code, finding.level) == ("ENCODING_GUESSED", "warning")
    assert f"`encoding: {encoding}`" in (finding.hint or "")


def test_the_encoding_told_is_taken(project: Project) -> None:
    loaded = project.load_text("a,b\nłódź,1\n".encode("cp1250"), encoding="cp1250")
    assert loaded.column("a") == ["łódź"]
    assert loaded.relation.findings == ()


def test_the_wrong_encoding_is_refused(project: Project) -> None:
    project.write("data.csv", "a,b\né,1\n".encode("cp1252"))
    finding = project.refusal("data.csv", encoding="utf-8").finding
    assert (finding.code, finding.place.file) == ("SOURCE_UNREADABLE", "data.csv")


def test_bytes_that_are_no_text_are_refused(project: Project) -> None:
    project.write("data.csv", bytes(range(256)) * 20)
    assert project.refusal("data.csv").finding.code == "SOURCE_UNREADABLE"
