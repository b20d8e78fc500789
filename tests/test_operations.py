"""The runbook says of every alert what to do, and of nothing else; its queries ask for what there is."""

import re

from lib.content import alerts, catalogue
from lib.live.operations import runbook
from lib.settings import ROOT

TEXT = (ROOT / runbook.FILE).read_text()
FILES = {str(path): path.read_bytes() for path in (ROOT / "content" / "alerts").glob("*.yaml")}


def test_every_alert_has_its_section_and_no_section_of_an_alert_is_left_over():
    named = {one.alert: runbook.section(one.annotations.runbook) for one in alerts.read(FILES)}
    part = TEXT.partition("\n## Alerts\n")[2].partition("\n## ")[0]
    written = re.findall(r"^### (.+)$", part, re.MULTILINE)

    assert named == {alert: alert for alert in named}
    assert set(written) <= set(named)


def test_every_section_of_an_alert_has_a_command_or_says_who_acts():
    for one in alerts.read(FILES):
        assert "```sh" in runbook.sections()[runbook.section(one.annotations.runbook)], one.alert


def test_a_section_holds_those_below_it_and_ends_before_the_next():
    made = runbook.sections()

    assert "### PartAway" in made["Alerts"]
    assert "## Service levels" not in made["Alerts"]
    assert "](#" not in made["ProcessorBehind"]


def test_every_service_level_is_guarded_by_alerts_that_there_are():
    names = {one.alert for one in alerts.read(FILES)}
    rows = re.findall(r"^\| .+ \| `(\w+)` \| .+ \| .+ \| (.+) \|$", TEXT, re.MULTILINE)

    assert len(rows) == 5
    for _, guards in rows:
        assert set(re.findall(r"\b[A-Z][a-z]+[A-Z]\w+", guards)) <= names, guards


def test_every_query_asks_for_metrics_of_the_catalogue():
    known = catalogue.read("metrics.yaml", (ROOT / "content" / "metrics.yaml").read_bytes())
    queries = re.findall(r"'query=([^']+)'", TEXT)
    queries += [line for block in re.findall(r"```promql\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()]

    names = {name for one in queries for name in re.findall(r"\b(?:touchline|sport)_\w+", one)}
    assert names
    assert not [one for one in names if known.find(one) is None]


def test_what_one_core_carries_is_what_was_measured():
    benchmarks = (ROOT / "docs" / "benchmarks.md").read_text()
    measured = {row.split("`")[1]: row for row in benchmarks.splitlines() if row.startswith("| `bench.")}
    part = TEXT.partition("\n## Capacity\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| .+? \| (.+?) \| `(bench\.\w+)`.* \| ([\d,]+) \|$", part, re.MULTILINE)

    assert len(rows) == 4
    for carried, bench, planned in rows:
        figures = re.findall(r"\d[\d,.]*\d", carried.partition(":")[0])
        assert figures
        assert [one for one in figures if one not in measured[bench]] == [], bench
        most = int(re.split(r"[ =]", carried.rpartition("= ")[2])[0].replace(",", ""))
        assert 0.4 <= int(planned.replace(",", "")) / most <= 0.51, "plan with half of it"
    assert "0.31 cores" in measured["bench.race"]
    assert "0.31 cores" in part
