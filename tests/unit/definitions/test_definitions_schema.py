"""The published JSON Schema is current and accepts the specification's pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from specification import page

from truenorth.definitions import schema, schema_text

PUBLISHED = Path(__file__).parents[3] / "docs" / "schema" / "truenorth.schema.json"


def _plain(text: str) -> Any:
    """A YAML text as an editor's YAML reader sees it: dates stay text."""
    from ruamel.yaml import YAML

    loaded = YAML(typ="safe", pure=True).load(text)
    return json.loads(json.dumps(loaded, default=str))


def test_the_published_schema_is_current() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text(), (
        "write it anew: python -c 'from truenorth.definitions import schema_text; print(schema_text(), end=\"\")'"
    )


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("file", ["truenorth.yml", "sales.yml", "kpis.yml", "complete.yml", "targets.yml"])
def test_the_pages_validate(file: str) -> None:
    errors = list(jsonschema.Draft202012Validator(schema()).iter_errors(_plain(page(file))))
    assert [f"{error.json_path}: {error.message[:200]}" for error in errors] == []


@pytest.mark.parametrize(
    "text",
    [
        "metrcs: {}",
        "metrics: { a: { formul: count(orders) } }",
        "metrics: { a: { formula: count(orders), direction: up } }",
        "kpis: { a: { label: A } }",
        "kpis: { a: { metric: m, targets: [] } }",
        "tables: { t: { source: shop.t, late_data: { changed_at: x } } }",
        "version: 2",
    ],
)
def test_mistakes_do_not_validate(text: str) -> None:
    assert not jsonschema.Draft202012Validator(schema()).is_valid(_plain(text))
