"""A folder of YAML, or texts in memory, as Definitions with every finding made on the way."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from truenorth.definitions.gather import PROJECT_WIDE, Gathered, broken_name, compose_all, gather
from truenorth.definitions.grammar import Reading, Values, read_noun
from truenorth.definitions.inside import is_inside, leads_out
from truenorth.definitions.keys import PROJECT, SECTIONS
from truenorth.definitions.names import unquoted
from truenorth.definitions.nodes import Pairs, Text, decode
from truenorth.definitions.references import check_references, unknown
from truenorth.errors import Finding, Place, Refused
from truenorth.model.definitions import Definitions
from truenorth.model.fixed import FixedMap
from truenorth.periods import Calendar

HEAD_FILE = "truenorth.yml"
_ENDINGS = (".yml", ".yaml")
_NO_DEFINITIONS = frozenset({"node_modules", "__pycache__"})


def load(folder: Path, *, environment: Mapping[str, str] | None = None) -> Definitions:
    """The project in a folder: `truenorth.yml` and every other YAML file below it.

    Mistakes come back as `findings`, never as exceptions. `environment` gives the values of `${NAME}` in the addresses
    of sources; without it they stay as written. Hidden folders and projects inside the project are passed over.
    """
    texts, findings = _texts(folder)
    name = folder.resolve().name or "Project"
    if findings:
        return _refused(name, [*findings, *compose_all(texts)[1]])
    return _load(texts, name, environment)


def definition_texts(folder: Path) -> dict[str, str]:
    """The files that `load` reads, verbatim, by their path from the folder.

    Raises Refused with the first that cannot be read, and where there is no `truenorth.yml`.
    """
    texts, findings = _texts(folder)
    if findings:
        raise Refused(findings[0])
    return texts


def _texts(folder: Path) -> tuple[dict[str, str], list[Finding]]:
    findings: list[Finding] = []
    texts: dict[str, str] = {}
    for path in _files(folder):
        file = path.relative_to(folder).as_posix()
        try:
            if path.is_symlink() and not is_inside(path, folder):
                raise leads_out(file)
            data = path.read_bytes()
            decode(data, file)  # refuses other encodings, with the line
            texts[file] = data.decode("utf-8")  # with its byte-order mark, if it has one
        except Refused as refused:
            findings.append(refused.finding)
        except OSError as error:
            message = f"{file} cannot be read: {error.strerror}"
            findings.append(Finding("FILE_UNREADABLE", message, Place(file)))
    if not (folder / HEAD_FILE).is_file():
        findings.append(
            Finding(
                "NO_PROJECT",
                f"there is no {HEAD_FILE} in {folder.name or 'this folder'}",
                Place(HEAD_FILE),
                hint=f"make a {HEAD_FILE} with `version: 1` and `name:`, or name the project's folder",
            )
        )
    return texts, findings


def load_texts(files: Mapping[str, str], *, environment: Mapping[str, str] | None = None) -> Definitions:
    """The project in texts held in memory, by file name, as `load` reads it from a folder."""
    return _load(files, "Project", environment)


def _files(folder: Path) -> list[Path]:
    found = []
    for root, folders, files in os.walk(folder):
        inside = Path(root) != folder
        if inside and (HEAD_FILE in files or "pyvenv.cfg" in files):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _NO_DEFINITIONS)
        found += [Path(root, name) for name in files if name.endswith(_ENDINGS) and not name.startswith(".")]
    return found


def _refused(name: str, findings: list[Finding]) -> Definitions:
    """A project of which nothing can be used."""
    nothing: dict[str, Any] = {section.name: FixedMap() for section in SECTIONS}
    return Definitions(name, findings=tuple(findings), broken=FixedMap({PROJECT_WIDE: findings[0]}), **nothing)


def _load(files: Mapping[str, str], name: str, environment: Mapping[str, str] | None) -> Definitions:
    roots, findings = compose_all(files)
    if findings:
        return _refused(name, findings)
    reading = Reading(environment=environment)
    gathered = gather(roots, reading)
    head = _head(gathered, reading)
    made = {section.name: _read_section(section.name, gathered, reading) for section in SECTIONS}
    check_references(made, gathered, reading)
    rates = head.get("rates")
    if rates is not None and rates.table not in gathered.known("tables"):
        gathered.broken["rates"] = unknown(rates.table, ("tables",), rates.place, gathered, reading, what="rates")
    return Definitions(
        name=head.get("name", name),
        calendar=reading.calendar,
        currency=head.get("currency"),
        mission=head.get("mission"),
        as_of=head.get("as_of"),
        rates=rates,
        check=head.get("check"),
        findings=tuple(sorted(reading.findings, key=_order)),
        broken=FixedMap(gathered.broken),
        **{part: FixedMap(ones) for part, ones in made.items()},
    )


def _order(finding: Finding) -> tuple[str, int, int]:
    place = finding.place
    return place.file or "", place.line or 0, place.column or 0


def _head(gathered: Gathered, reading: Reading) -> Mapping[str, Any]:
    """What is said once for the project; a mistake in it fails everything, for all rests on it."""
    before = len(reading.findings)
    values = read_noun(gathered.head, PROJECT, reading)
    error = reading.first_error(before)
    if error is not None:
        gathered.broken.setdefault(PROJECT_WIDE, error)
    if not isinstance(values, Values):
        return {}
    reading.calendar = values["calendar"] or Calendar()
    return values.given


def _read_section(name: str, gathered: Gathered, reading: Reading) -> dict[str, Any]:
    section = next(one for one in SECTIONS if one.name == name)
    made: dict[str, Any] = {}
    for key, (text, node) in gathered.known(name).items():
        before = len(reading.findings)
        one = read_noun(node, section.noun, reading, key, text.place)
        if one is None and name in ("kpis", "key_results"):
            _without_metric(name, key, gathered, reading)
        error = reading.first_error(before)
        if error is not None:
            gathered.broken.setdefault(broken_name(section.noun.name, key), error)
        elif one is not None and broken_name(section.noun.name, key) not in gathered.broken:
            made[key] = one
    if name == "metrics":
        reading.metrics = made
    if name == "kpis":
        reading.kpi_metrics = {key: kpi.metric for key, kpi in made.items()}
    return made


def _without_metric(name: str, key: str, gathered: Gathered, reading: Reading) -> None:
    """A KPI without a readable metric: unknown, or broken by the metric's own mistake."""
    node = gathered.known(name)[key][1]
    named = node.get("metric") if isinstance(node, Pairs) else None
    if not isinstance(named, Text) or unquoted(named.text) in reading.metrics:
        return
    metric = unquoted(named.text)
    pools = ("metrics",) if name == "kpis" else ("metrics", "kpis")
    for pool, noun in (("metrics", "metric"), ("kpis", "kpi")):
        if pool in pools and metric in gathered.known(pool):
            own = broken_name("kpi" if name == "kpis" else "key_result", key)
            cause = gathered.broken.get(broken_name(noun, metric))
            if cause is not None:
                gathered.broken.setdefault(own, cause)
            return
    unknown(metric, pools, named.place, gathered, reading, what="metric")
