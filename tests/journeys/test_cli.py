"""The command, run as people and programs run it, on small projects."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from command_line import run, usual_environment

COMMAND = str(Path(sys.executable).with_name("truenorth"))

FILES = {
    "truenorth.yml": """\
version: 1
name: Shop
currency: EUR
calendar: { time_zone: Europe/Rome }
as_of: 2024-03-31
sources:
  shop: { files: data/*.csv }
""",
    "shop.yml": """\
tables:
  orders:
    source: shop.orders
    one_row_per: id
    date: day
    complete_until: as_of
    dimensions: [country, channel]
metrics:
  revenue: { label: Revenue, formula: sum(orders.amount), unit: EUR, direction: higher }
  order_count: { label: Orders, formula: count(orders) }
  average_order: { label: Average order, formula: revenue / order_count, unit: EUR }
objectives:
  growth: { label: Growth, perspective: financial }
kpis:
  revenue_month: { label: Revenue of the month, metric: revenue, objective: growth, red_line: 20,
                   targets: [{ from: 2024-01, at_least: 30 }] }
  orders_month: { label: Orders of the month, metric: order_count, targets: [{ from: 2024-01, at_least: 2 }] }
""",
    "data/orders.csv": """\
id,day,country,channel,amount
1,2024-01-05,IT,web,10.10
2,2024-01-20,FR,web,20.20
3,2024-02-11,IT,shop,30.30
4,2024-03-01,NO,web,4.40
5,2024-03-31,IT,shop,5.50
""",
}


def write(folder: Path, **changed: str) -> Path:
    """A project in a folder: FILES with some texts changed (`shop_yml=…`)."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.get(Path(name).name.replace(".", "_"), text), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("shop"))


def process(*words: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """The finished command as a process of its own: how it is installed, and what it does with its streams."""
    settings = usual_environment() | environment
    return subprocess.run(
        [COMMAND, *words], cwd=cwd, env=settings, capture_output=True, text=True, check=False, timeout=120
    )


def asked(shop: Path, *words: str) -> Any:
    """The JSON that a command prints; numbers as Decimal."""
    done = run(*words, "--json", cwd=shop)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout, parse_float=Decimal)


def test_help_and_version() -> None:
    assert "commands:" in process("--help").stdout
    assert process("--version").stdout.startswith("truenorth ")
    nothing = process()
    assert (nothing.returncode, "usage" in nothing.stdout) == (2, True)


def test_the_installed_command_says_what_it_says_in_this_process(shop: Path) -> None:
    for words in (("query", "revenue"), ("query", "revenu"), ("query", "revenu", "--json"), ("status", "--strict")):
        there, here = process(*words, cwd=shop), run(*words, cwd=shop)
        assert (there.returncode, there.stdout, there.stderr) == (here.returncode, here.stdout, here.stderr)


def test_query_for_programs(shop: Path) -> None:
    answer = asked(
        shop, "query", "revenue", "order_count", "--grain", "month", "--from", "2024-01-01", "--to", "2024-04-01"
    )
    assert [row["period"] for row in answer["rows"]] == ["2024-01", "2024-02", "2024-03"]
    assert [row["values"]["revenue"]["value"] for row in answer["rows"]] == [
        Decimal("30.30"),
        Decimal("30.30"),
        Decimal("9.90"),
    ]
    first = answer["rows"][0]
    assert (first["start"], first["end"], first["segment"]) == ("2024-01-01", "2024-02-01", {})
    assert (
        first["values"]["order_count"] | {"value": 2, "state": "complete", "reason": None}
        == first["values"]["order_count"]
    )
    assert {"metrics", "rows", "sql", "as_of", "knowledge", "data_until"} <= set(answer)
    assert set(answer["metrics"]) == {"revenue", "order_count"}


def test_every_key_of_the_answer_is_documented(shop: Path) -> None:
    words = ("--grain", "month", "--compare", "previous-period", "--by", "country", "--totals")
    answer = asked(shop, "query", "average_order", *words)
    value = answer["rows"][-1]["values"]["average_order"]
    kept = (answer, answer["metrics"]["average_order"], answer["rows"][0], value, value["compare"]["previous-period"])
    status = asked(shop, "status")
    page = (Path(__file__).parents[2] / "docs" / "reference" / "query-json.md").read_text(encoding="utf-8")
    keys = {key for each in (*kept, value["components"], status, status["kpis"][0]) for key in each}
    assert {key for key in keys if f"`{key}`" not in page and f'"{key}"' not in page} == set()


def test_query_by_dimensions_repeated_or_with_commas(shop: Path) -> None:
    repeated = asked(shop, "query", "revenue", "--by", "country", "--by", "channel")
    assert asked(shop, "query", "revenue", "--by", "country, channel")["rows"] == repeated["rows"]
    assert {row["segment"]["country"] for row in repeated["rows"]} == {"IT", "FR", "NO"}


def test_query_with_everything(shop: Path) -> None:
    words = ("--by", "country", "--where", "channel = 'web'", "--compare", "previous-period", "--totals")
    answer = asked(shop, "query", "revenue", "--period", "2024-03", "--grain", "month", *words)
    total = next(row for row in answer["rows"] if row.get("total"))
    assert total["segment"] == {}
    assert total["values"]["revenue"]["value"] == Decimal("4.40")
    assert total["values"]["revenue"]["compare"]["previous-period"]["reason"] == "no_rows"


def test_the_rows_behind_a_number(shop: Path) -> None:
    answer = asked(shop, "query", "revenue", "--period", "2024-01", "--rows", "1")
    (row,) = answer["rows"][0]["values"]["revenue"]["rows"]
    assert row["amount"] in (Decimal("10.10"), Decimal("20.20"))
    assert "Rows behind Revenue" in run("query", "revenue", "--rows", "5", cwd=shop).stdout


def test_query_as_of_a_past_day(shop: Path) -> None:
    answer = asked(shop, "query", "revenue", "--as-of", "2024-01-31")
    assert answer["rows"][0]["values"]["revenue"]["value"] == Decimal("30.30")


def test_query_for_people(shop: Path) -> None:
    done = run("query", "revenue", "--grain", "month", "--project", str(shop))
    lines = done.stdout.splitlines()
    assert lines[0] == "Shop · Revenue by month"
    assert lines[2:7] == [
        "period   Revenue, EUR",
        "2024-01         30.30",
        "2024-02         30.30",
        "2024-03          9.90",
        "trend             ██▁",
    ]
    assert lines[-1] == "data to 31 March 2024, as of 31 March 2024 (sample data)"
    assert done.stderr == ""


def test_colour_only_where_it_is_wanted(shop: Path) -> None:
    words = ("status", "--project", str(shop))
    assert "\x1b[" not in run(*words).stdout
    assert "\x1b[" in run(*words, FORCE_COLOR="1").stdout
    assert "\x1b[" not in run(*words, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_an_unknown_metric_is_refused_with_the_nearest(shop: Path) -> None:
    done = run("query", "revenu", cwd=shop)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean revenue?" in done.stderr
    assert "Traceback" not in done.stderr
    refused = run("query", "revenu", "--json", cwd=shop)
    error = json.loads(refused.stdout)["error"]
    assert (refused.returncode, refused.stderr) == (2, "")
    assert set(error) == {"code", "message", "file", "line", "column", "nearest", "hint"}
    assert error["code"] == "UNKNOWN_METRIC"
    assert error["nearest"][0] == "revenue"


@pytest.mark.parametrize(
    "words",
    [
        ("query",),
        ("query", "revenue", "--grain", "fortnight"),
        ("query", "revenue", "--rows", "0"),
        ("query", "revenue", "--from", "yesterday"),
        ("query", "revenue", "--period", "2024-13"),
        ("query", "revenue", "--as-of", "soon"),
        ("query", "revenue", "--by", "planet"),
        ("query", "revenue", "--where", "country ="),
        ("query", "revenue", "--compare", "last-eclipse"),
        ("query", "revenue", "--from", "2024-02-01", "--to", "2024-01-01"),
        ("query", "revenue", "--project", "nowhere"),
        ("status", "--project", "nowhere"),
        ("explain", "nothing"),
        ("frobnicate",),
        ("init", "piza"),
    ],
)
def test_a_mistake_of_the_user_has_a_code_and_exit_2(shop: Path, words: tuple[str, ...]) -> None:
    done = run(*words, "--json", cwd=shop)
    assert done.returncode == 2, done.stdout + done.stderr
    error = json.loads(done.stdout)["error"]
    assert error["code"].isupper()
    assert error["message"]
    plain = run(*words, cwd=shop)
    assert (plain.returncode, plain.stdout) == (2, "")
    assert error["message"] in plain.stderr


def test_explain_prints_the_sql(shop: Path) -> None:
    done = run("explain", "average_order", "--grain", "month", cwd=shop)
    assert done.returncode == 0, done.stderr
    assert "select" in done.stdout.lower()
    assert "orders" in done.stdout


def test_status_for_programs(shop: Path) -> None:
    told = asked(shop, "status", "--as-of", "2024-02-29")
    assert told["as_of"].startswith("2024-0")
    by_key = {each["kpi"]: each for each in told["kpis"]}
    revenue = by_key["revenue_month"]
    assert set(revenue) == {
        "kpi", "metric", "period", "value", "unit", "target", "expected_to_date", "gap_to_pace", "gap_to_target",
        "attainment", "score", "facets", "headline", "rule", "findings",
    }  # fmt: skip
    assert (revenue["period"], revenue["value"], revenue["target"]) == ("2024-02", Decimal("30.30"), 30)
    assert revenue["headline"] == "on track"
    assert set(revenue["facets"]) == {"target", "signal", "outlook", "data"}
    assert by_key["orders_month"]["headline"] == "off track"


def test_status_for_people_worst_first(shop: Path) -> None:
    lines = run("status", "--project", str(shop)).stdout.splitlines()
    assert lines[0] == "Shop · as of 31 March 2024 (sample data)"
    assert lines[1] == "■ 1 off track · ● 1 on track"
    rows = [line for line in lines if "of the month  " in line]
    assert [row.split("  ")[0] for row in rows] == ["■ off track", "● on track"]
    assert lines[4] == "Financial"


def test_status_strict_fails_when_a_kpi_is_off_track(shop: Path) -> None:
    assert run("status", cwd=shop).returncode == 0
    assert run("status", "--strict", cwd=shop).returncode == 1
    assert run("status", "--strict", "--as-of", "2024-01-31", cwd=shop).returncode == 0


def test_check_of_a_good_project(shop: Path) -> None:
    done = run("check", str(shop))
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].endswith("notes (--notes shows them)")
    findings = json.loads(run("check", str(shop), "--json").stdout)["findings"]
    assert {each["level"] for each in findings} == {"warning", "note"}
    assert run("check", str(shop), "--strict").returncode == 1
    assert run("check", str(shop), "--family", "MATH").stdout.strip() == "● nothing found"


def test_check_explains_a_rule_and_names_the_nearest(shop: Path) -> None:
    assert "SMARTER, A" in run("check", "--explain", "TGT_UNREACHABLE").stdout
    done = run("check", "--explain", "TGT_UNREACHABEL")
    assert done.returncode == 2 and "TGT_UNREACHABLE" in done.stderr
    letters = json.loads(run("check", str(shop), "--smarter", "orders_month", "--json").stdout)["smarter"]
    assert [each["letter"] for each in letters] == list("SMARTER")


def test_check_writes_sarif(shop: Path, tmp_path: Path) -> None:
    assert run("check", str(shop), "--sarif", str(tmp_path / "kpis.sarif")).returncode == 0
    assert json.loads((tmp_path / "kpis.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_check_lists_every_mistake_with_its_line(tmp_path: Path) -> None:
    broken = (
        FILES["shop.yml"].replace("sum(orders.amount)", "sum(orders.amont)").replace("label: Orders", "lable: Orders")
    )
    done = run("check", str(write(tmp_path, shop_yml=broken)))
    assert done.returncode == 1
    found = {line.split(" ")[0]: line for line in done.stdout.splitlines()[:-1]}
    assert "UNKNOWN_COLUMN" in found["shop.yml:9:"]
    assert "Did you mean amount?" in found["shop.yml:9:"]
    assert "UNKNOWN_KEY" in found["shop.yml:10:"]
    assert "label" in found["shop.yml:10:"]
    assert "3 errors" in done.stdout.splitlines()[-1]
    findings = json.loads(run("check", str(tmp_path), "--json").stdout)["findings"]
    assert {"code", "level", "file", "line", "message", "hint"} <= set(findings[0])


def test_broken_yaml_is_a_finding(tmp_path: Path) -> None:
    done = run("check", str(write(tmp_path, shop_yml="tables: [\n")))
    assert done.returncode == 1
    assert done.stdout.startswith("shop.yml:")
    assert run("query", "revenue", cwd=tmp_path).returncode == 2


def test_check_of_no_folder_is_wrong_usage(tmp_path: Path) -> None:
    assert run("check", str(tmp_path / "nowhere")).returncode == 2


def test_a_source_that_is_not_what_it_says_is_told_in_a_sentence(tmp_path: Path) -> None:
    write(tmp_path, truenorth_yml=FILES["truenorth.yml"].replace("files: data/*.csv", "duckdb: data/orders.csv"))
    done = run("query", "revenue", cwd=tmp_path)
    assert done.returncode in (2, 3)
    assert "Traceback" not in done.stderr
    assert "orders.csv" in done.stderr


def test_init_copies_an_example_and_never_overwrites(tmp_path: Path) -> None:
    assert run("init", "pizza", "mine", cwd=tmp_path).returncode == 0
    assert run("check", "mine", cwd=tmp_path).returncode == 0
    (tmp_path / "mine" / "truenorth.yml").write_text("mine now", encoding="utf-8")
    again = run("init", "pizza", "mine", cwd=tmp_path)
    assert again.returncode == 2
    assert "FOLDER_NOT_EMPTY" in again.stderr
    assert (tmp_path / "mine" / "truenorth.yml").read_text(encoding="utf-8") == "mine now"


def test_init_lists_the_examples() -> None:
    names = [line.split()[0] for line in run("init", "--list").stdout.splitlines()]
    assert names == ["flights", "music_shop", "nhs_ae", "pizza"]
    assert [each["name"] for each in json.loads(run("init", "--list", "--json").stdout)["examples"]] == names


def test_demo_prints_four_scorecards() -> None:
    done = run("demo", "--print")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("(sample data)") == 4
    assert "4 projects computed" in done.stdout


def test_doctor_finds_a_healthy_machine(shop: Path) -> None:
    done = run("doctor", "--project", str(shop))
    assert done.returncode == 0, done.stdout
    assert "DuckDB added 0.10 and 0.20 of a file to 0.30" in done.stdout
    assert "Shop: 1 tables, 3 metrics, 2 KPIs" in done.stdout
    examined = json.loads(run("doctor", "--project", str(shop), "--json").stdout)["examined"]
    assert {each["name"] for each in examined} >= {"Python", "packages", "engine", "disk", "project"}


def test_doctor_tells_of_a_broken_project(tmp_path: Path) -> None:
    assert (
        run("doctor", "--project", str(write(tmp_path, shop_yml="metrics: { a: { formula: sum( } }\n"))).returncode == 1
    )


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_its_shell_understands(shell: str, tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text(run("completion", shell).stdout, encoding="utf-8")
    text = script.read_text(encoding="utf-8")
    assert all(
        word in text for word in ("query", "doctor", "fiscal_quarter", "--as-of" if shell != "fish" else "as-of")
    )
    if shutil.which(shell):
        checked = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, "")


def test_bash_completes(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text(run("completion", "bash").stdout, encoding="utf-8")
    words = "COMP_WORDS=(truenorth query revenue --grain fis); COMP_CWORD=4"
    ask = f'source "$1"; {words}; _truenorth; echo "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", ask, "-", str(script)], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["fiscal_quarter", "fiscal_year"]


def test_a_closed_pipe_is_quiet(shop: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        words = [COMMAND, "query", "revenue", "--grain", "day"]
        done = subprocess.run(words, cwd=shop, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_terminal_that_knows_no_sparklines_still_gets_the_numbers(shop: Path) -> None:
    done = process("query", "revenue", "--grain", "month", cwd=shop, PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "30.30" in done.stdout


@pytest.fixture
def heeded_interrupts() -> Iterator[None]:
    """A process that is begun now heeds SIGINT, also where the tests themselves were begun so that they do not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_is_quiet(heeded_interrupts: None) -> None:
    """Ctrl-C after the first of the demo's scorecards, so in the midst of the second.

    Done again where the demo was over before the signal came, as on a machine that let this test wait.
    """
    command, at_once = [COMMAND, "demo", "--print"], {**os.environ, "PYTHONUNBUFFERED": "1"}
    for _ in range(5):
        with subprocess.Popen(
            command, env=at_once, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as running:
            assert running.stdout is not None
            assert running.stdout.readline().endswith("(sample data)\n")
            running.send_signal(signal.SIGINT)
            said = running.communicate(timeout=60)[1]
        if running.returncode:
            break
    assert (running.returncode, said) == (130, "")
