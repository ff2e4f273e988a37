"""Print the median sizes of files and functions, room by room. `make check` shows them; nothing asserts them."""

from __future__ import annotations

from statistics import median

from house_files import SOURCE, Code, code, length


def report() -> list[str]:
    """One line per room and one for the whole: files, median lines, longest; functions, median lines, longest."""
    rooms: dict[str, list[Code]] = {}
    for each in code("src"):
        parts = each.path.relative_to(SOURCE).parts
        rooms.setdefault(parts[0] if len(parts) > 1 else "(top)", []).append(each)
    lines = [f"{'room':<14}{'files':>6}{'median':>8}{'longest':>9}{'functions':>11}{'median':>8}{'longest':>9}"]
    return [*lines, *(_line(room, files) for room, files in sorted(rooms.items())), _line("all", list(code("src")))]


def _line(room: str, files: list[Code]) -> str:
    sizes = [each.lines for each in files]
    functions = [length(function) for each in files for function in each.functions()] or [0]
    return (
        f"{room:<14}{len(sizes):>6}{median(sizes):>8.0f}{max(sizes):>9}"
        f"{len(functions):>11}{median(functions):>8.0f}{max(functions):>9}"
    )


if __name__ == "__main__":
    print("\n".join(report()))
