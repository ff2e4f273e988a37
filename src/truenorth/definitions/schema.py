"""The JSON Schema by which editors check and complete definitions, from the table of keys."""

from __future__ import annotations

import json
from collections.abc import Mapping

from truenorth.definitions.grammar import Key, Noun, Plain
from truenorth.definitions.keys import NOUNS, PROJECT, SECTIONS


def schema() -> Mapping[str, Plain]:
    """The schema (draft 2020-12) of one file of definitions; any file may hold any section."""
    sections = {
        section.name: {
            "type": ["object", "null"],
            "description": section.doc,
            "additionalProperties": {"$ref": f"#/$defs/{_name(section.noun)}"},
        }
        for section in SECTIONS
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Truenorth definitions",
        "description": "A file of a Truenorth project; generated from the table of keys.",
        "type": "object",
        "additionalProperties": False,
        "properties": {row.name: _property(row) for row in PROJECT.keys} | sections,
        "$defs": {_name(noun): _object(noun) for noun in NOUNS if noun is not PROJECT},
    }


def schema_text() -> str:
    """The schema as it is published under docs/schema."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _name(noun: Noun) -> str:
    return noun.name.replace(" ", "_")


def _object(noun: Noun) -> Mapping[str, Plain]:
    required = [row.name for row in noun.keys if row.required]
    return {
        "description": noun.doc,
        "type": "object",
        "additionalProperties": False,
        "properties": {row.name: _property(row) for row in noun.keys},
        **({"required": required} if required else {}),
    }


def _property(row: Key) -> Mapping[str, Plain]:
    return {**row.kind.schema, "description": f"{row.doc[0].upper()}{row.doc[1:]}. Example: {row.example}"}
