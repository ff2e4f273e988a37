"""Folders, encodings, the environment, and what a mistake breaks."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from truenorth.definitions import load, load_texts
from truenorth.definitions.nodes import Text, compose
from truenorth.model.fixed import FixedMap

HEAD = """version: 1
name: Small
sources:
  shop: { duckdb: shop.duckdb }
tables:
  orders: { source: shop.orders, one_row_per: order_id, date: day }
"""


def put(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yml", ".yml").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_every_yaml_file_below_the_folder_is_read(tmp_path: Path) -> None:
    put(
        tmp_path,
        truenorth_yml=HEAD,
        sales_yaml="metrics:\n  a: { formula: count(orders) }\n",
        deep__er__b_yml="metrics:\n  b: { formula: count(orders) }\n",
        empty_yml="# nothing here\n",
    )
    found = load(tmp_path)
    assert found.findings == ()
    assert set(found.metrics) == {"a", "b"}
    assert found.metrics["b"].place.file == "deep/er/b.yml"
    assert found.name == "Small"


def test_hidden_folders_and_other_projects_are_passed_over(tmp_path: Path) -> None:
    wrong = "this: is wrong\n"
    put(
        tmp_path,
        truenorth_yml=HEAD,
        **{".hidden__a_yml": wrong, ".truenorth__a_yml": wrong, "node_modules__a_yml": wrong},
    )
    put(tmp_path, other__truenorth_yml=wrong, other__deep__a_yml=wrong, data__rows="a,b\n")
    assert load(tmp_path).findings == ()


def test_a_folder_without_a_project_is_said(tmp_path: Path) -> None:
    found = load(tmp_path)
    assert [one.code for one in found.findings] == ["NO_PROJECT"]
    assert found.broken["*"] == found.findings[0]


def test_the_name_is_the_folders_where_none_is_given(tmp_path: Path) -> None:
    put(tmp_path, pizzeria__truenorth_yml="version: 1\n")
    assert load(tmp_path / "pizzeria").name == "pizzeria"
    assert load_texts({}).name == "Project"


def test_utf_8_with_a_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    text = HEAD.replace("Small", "Größe").replace("\n", "\r\n")
    (tmp_path / "truenorth.yml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    found = load(tmp_path)
    assert found.findings == ()
    assert found.name == "Größe"
    assert found.tables["orders"].place.line == 6


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_other_encodings_are_refused(encoding: str, tmp_path: Path) -> None:
    put(tmp_path, truenorth_yml=HEAD)
    (tmp_path / "more.yml").write_bytes("metrics: {}\n# Größe\n".encode(encoding))
    found = load(tmp_path)
    assert [one.code for one in found.findings] == ["NOT_UTF8"]
    assert found.findings[0].place.file == "more.yml"
    assert found.broken["*"] == found.findings[0]


def test_a_file_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    put(tmp_path, truenorth_yml=HEAD)
    (tmp_path / "gone.yml").symlink_to(tmp_path / "nowhere.yml")
    assert [one.code for one in load(tmp_path).findings] == ["FILE_UNREADABLE"]


def test_broken_yaml_fails_everything() -> None:
    found = load_texts({"truenorth.yml": HEAD, "a.yml": "metrics: {", "b.yml": "kpis: ]"})
    assert [(one.code, one.place.file) for one in found.findings] == [
        ("BROKEN_YAML", "a.yml"),
        ("BROKEN_YAML", "b.yml"),
    ]
    assert found.broken["*"] == found.findings[0]
    assert found.tables == {}


def test_an_error_fails_only_the_definition_it_stands_in() -> None:
    text = "metrics:\n  a: { formula: count(orders) }\n  b: { formula: count(orders }\n"
    found = load_texts({"truenorth.yml": HEAD, "a.yml": text})
    assert set(found.metrics) == {"a"}
    assert set(found.broken) == {"metric:b"}


def test_an_error_in_the_head_fails_everything() -> None:
    found = load_texts({"truenorth.yml": HEAD + "calendar: { week_starts: noon }\n"})
    assert found.broken["*"].code == "NOT_ONE_OF"


def test_a_misspelt_section_fails_everything_for_nobody_knows_what_it_held() -> None:
    found = load_texts({"truenorth.yml": HEAD + "as_off: 2015-12-31\n"})
    assert found.broken["*"].code == "UNKNOWN_KEY"
    assert found.broken["*"].nearest == ("as_of",)


def test_a_kpi_on_a_broken_metric_is_broken_by_the_metrics_mistake() -> None:
    text = "metrics:\n  b: { formula: count(orders }\nkpis:\n  k: { metric: b, red_line: 5 % }\n"
    found = load_texts({"truenorth.yml": HEAD, "a.yml": text})
    assert len(found.findings) == 1
    assert found.broken["kpi:k"] == found.broken["metric:b"]


def test_a_broken_link_fails_only_the_link() -> None:
    text = "tables:\n  lines: { source: shop.lines, belongs_to: { a: order, b: orders } }\n"
    found = load_texts({"truenorth.yml": HEAD, "a.yml": text})
    assert set(found.broken) == {"link:lines.order"}
    assert [link.role for link in found.tables["lines"].links] == ["order", "orders"]


def test_a_warning_breaks_nothing() -> None:
    text = (
        "metrics:\n  m: { formula: count(orders), unit: percent }\n"
        "kpis:\n  k: { metric: m, targets: [{ from: 2026, at_least: 96 }] }\n"
    )
    found = load_texts({"truenorth.yml": HEAD, "a.yml": text})
    assert [one.code for one in found.findings] == ["PERCENT_SUSPICIOUS"]
    assert found.broken == {}
    assert "k" in found.kpis


def test_a_circle_of_parents_is_named() -> None:
    text = "objectives:\n  a: { label: A, parent: b }\n  b: { label: B, parent: a }\n  c: { label: C, parent: a }\n"
    found = load_texts({"truenorth.yml": HEAD, "a.yml": text})
    assert [one.code for one in found.findings] == ["CYCLE", "CYCLE"]
    assert "a → b → a" in found.findings[0].message
    assert set(found.broken) == {"objective:a", "objective:b"}


def test_the_environment_is_read_in_addresses_only() -> None:
    text = "sources:\n  s: { postgres: 'postgresql://${USER}:${WORD}@host/${BASE}' }\nname: ${USER}\n"
    found = load_texts({"a.yml": text}, environment={"USER": "anna", "WORD": "s3", "BASE": "shop"})
    assert found.sources["s"].address == "postgresql://anna:s3@host/shop"
    assert found.name == "${USER}"
    assert load_texts({"a.yml": text}).sources["s"].address == "postgresql://${USER}:${WORD}@host/${BASE}"


def test_each_missing_variable_is_named() -> None:
    text = "sources:\n  s: { postgres: '${USER}@${HOST}' }\n"
    found = load_texts({"a.yml": text}, environment={"USER": "anna"})
    assert [one.message for one in found.findings] == ["postgres: the environment has no variable HOST"]
    assert set(found.broken) == {"source:s"}


def test_a_value_may_be_anything_its_key_says() -> None:
    root = compose("NO: on\n'yes': 2:30\n2026-01: 1_000\nempty:\n", "a.yml")
    assert [(key.text, value.text) for key, value in root.pairs if isinstance(value, Text)] == [
        ("NO", "on"),
        ("yes", "2:30"),
        ("2026-01", "1_000"),
        ("empty", ""),
    ]


def test_aliases_do_not_blow_up() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]" for n in range(1, 12)]
    found = load_texts({"a.yml": "\n".join(rows)})
    assert [(one.code, one.place.line) for one in found.findings] == [("BROKEN_YAML", 6)]
    deep = "sources:\n  s: { files: a, columns: [[[[a]]]] }\n"
    assert [one.code for one in load_texts({"a.yml": deep}).findings] == ["WRONG_TYPE"]


def test_definitions_can_be_hashed_pickled_and_never_changed() -> None:
    found = load_texts({"truenorth.yml": HEAD})
    assert pickle.loads(pickle.dumps(found)) == found
    assert hash(found) == hash(load_texts({"truenorth.yml": HEAD}))
    with pytest.raises(TypeError, match="never changes"):
        found.tables["x"] = found.tables["orders"]  # type: ignore[index]
    assert FixedMap(a=1, b=2) == {"b": 2, "a": 1}
