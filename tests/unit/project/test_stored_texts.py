"""A project of texts answers as the folder they come from."""

from __future__ import annotations

from pathlib import Path

from truenorth.project import Project

PIZZA = Path(__file__).resolve().parents[3] / "examples" / "pizza"


def test_a_project_of_texts_answers_as_its_folder_does(tmp_path: Path) -> None:
    texts = {path.name: path.read_text("utf-8") for path in PIZZA.glob("*.yml")}
    with Project.of(texts, PIZZA, tmp_path / "extracts") as stored, Project(PIZZA) as folder:
        found = stored.query("revenue", grain="quarter", by="size")
        assert found.rows
        assert found.rows == folder.query("revenue", grain="quarter", by="size").rows
    assert list((tmp_path / "extracts").iterdir())


def test_a_mistake_in_a_text_is_told_with_its_file_and_line(tmp_path: Path) -> None:
    stored = Project.of({"truenorth.yml": "version: 1\nname: x\nkpi: {}\n"}, tmp_path, tmp_path / "extracts")
    (finding,) = stored.definitions.findings
    assert str(finding.place) == "truenorth.yml:3"
