"""What reading definitions costs against only parsing their YAML: `python -m benchmarks.loading`.

The files of the examples, CPU seconds of this process, the least of several turns taken one after the other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from ruamel.yaml import YAML

from truenorth.definitions import definition_texts, load_texts

EXAMPLES = Path(__file__).parent.parent / "examples"
TURNS = 7


def parse(texts: Iterable[str]) -> None:
    """The YAML alone, read by the same library."""
    for text in texts:
        YAML().compose(text)


def cpu(work: Callable[..., object], texts: object) -> float:
    """CPU seconds of one turn."""
    began = time.process_time()
    work(texts)
    return time.process_time() - began


def main() -> None:
    """Print a line for each example."""
    print("| example | lines | YAML alone | definitions | ratio |\n|---|---|---|---|---|")
    for folder in sorted(path for path in EXAMPLES.iterdir() if (path / "truenorth.yml").exists()):
        texts = {name: text for name, text in definition_texts(folder).items() if name.endswith(".yml")}
        turns = [(cpu(parse, texts.values()), cpu(load_texts, texts)) for _ in range(TURNS)]
        alone, whole = (min(each) for each in zip(*turns, strict=True))
        lines = sum(text.count("\n") for text in texts.values())
        print(f"| {folder.name} | {lines} | {1000 * alone:.0f} ms | {1000 * whole:.0f} ms | **{whole / alone:.2f}** |")


if __name__ == "__main__":
    main()
