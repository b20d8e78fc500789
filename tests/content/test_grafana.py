import json
import subprocess
import sys

import pytest
import yaml

from lib.content import dashboards, grafana
from lib.content.catalogue import Catalogue
from lib.errors import BadImport


def panel(kind, title, *exprs, x=0, y=0, **more):
    targets = [{"refId": chr(65 + n), "expr": expr, "legendFormat": "{{job}}"} for n, expr in enumerate(exprs)]
    return {"type": kind, "title": title, "gridPos": {"x": x, "y": y, "w": 12, "h": 8}, "targets": targets, **more}


MODEL = {
    "title": "Node",
    "refresh": "30s",
    "time": {"from": "now-3h", "to": "now"},
    "templating": {
        "list": [
            {"name": "ds", "type": "datasource"},
            {
                "name": "job",
                "type": "query",
                "label": "Job",
                "multi": True,
                "includeAll": True,
                "query": {"query": "label_values(up, job)"},
            },
            {"name": "unit", "type": "custom", "query": "a,b"},
        ]
    },
    "annotations": {"list": [{"builtIn": 1}]},
    "panels": [
        panel(
            "timeseries",
            "CPU (busy)",
            'rate(cpu_total{job=~"[[job]]"}[$__rate_interval])',
            fieldConfig={
                "defaults": {
                    "unit": "percentunit",
                    "custom": {"fillOpacity": 20, "stacking": {"mode": "normal"}},
                    "thresholds": {"steps": [{"value": None, "color": "green"}, {"value": 0.8, "color": "red"}]},
                },
                "overrides": [{"matcher": {}}],
            },
        ),
        panel("stat", "Up", "sum(up)", x=12, options={"reduceOptions": {"calcs": ["max"]}}),
        {"type": "row", "title": "Disk", "gridPos": {"x": 0, "y": 8, "w": 24, "h": 1}},
        panel("gauge", "Full", "disk_full", y=9, fieldConfig={"defaults": {"unit": "percent", "max": 100}}),
        panel("text", "Read me", y=9, x=12, options={"mode": "markdown", "content": "**Hello** $job"}),
        panel("nodeGraph", "Graph", "up", y=20),
        panel("timeseries", "Old", "rate(x[${__interval_ms}])", y=30),
        panel("timeseries", "Wrong", "sum(", y=40),
    ],
}


def test_a_dashboard_of_grafana_becomes_one_of_ours():
    text, _ = grafana.convert("node.json", json.dumps(MODEL).encode())
    board = dashboards.read({"dashboards/node.yaml": text.encode()}, Catalogue(labels={}, metrics=[]))["node"]

    assert (board.display.name, board.duration, board.refresh_interval) == ("Node", "3h", "30s")
    assert list(board.panels) == ["cpu_busy", "full", "read_me", "up"]
    cpu = board.panels["cpu_busy"].spec.plugin.spec
    assert (cpu.y_axis.format.unit, cpu.visual.stack, cpu.visual.area_opacity) == ("percent-decimal", "all", 0.2)
    assert [(one.value, one.color) for one in cpu.thresholds.steps] == [(0.8, "bad")]
    assert board.panels["cpu_busy"].queries[0].query == 'rate(cpu_total{job=~"${job}"}[$__rate_interval])'
    assert board.panels["up"].spec.plugin.spec.calculation == "max"
    assert [grid.spec.display and grid.spec.display.title for grid in board.layouts] == [None, "Disk"]
    assert board.variable("job").spec.allow_multiple


def test_what_is_dropped_is_said():
    _, dropped = grafana.convert("node.json", json.dumps(MODEL).encode())

    said = "\n".join(dropped)
    for wanted in ("variable 'ds'", "overrides", "'nodeGraph'", "$__interval_ms", "not PromQL"):
        assert wanted.strip("$") in said
    assert "annotations" not in said


def test_what_comes_out_is_sorted_so_that_two_exports_can_be_compared():
    shuffled = dict(reversed(MODEL.items()))

    first, second = (grafana.convert("x", json.dumps(one).encode())[0] for one in (MODEL, shuffled))

    assert first == second
    assert first == yaml.safe_dump(yaml.safe_load(first), sort_keys=True, allow_unicode=True, width=110)


@pytest.mark.parametrize("raw", [b"{", b"[]", b'{"title": "x"}', b'{"dashboard": 3}'])
def test_what_is_no_dashboard_is_refused(raw):
    with pytest.raises(BadImport):
        grafana.convert("x.json", raw)


def run(file):
    command = [sys.executable, "-m", "lib", "import-dashboard", str(file)]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_the_command_writes_yaml_and_tells_by_its_code_whether_all_was_taken(tmp_path):
    whole, part = tmp_path / "whole.json", tmp_path / "part.json"
    whole.write_text(json.dumps({"title": "x", "panels": [panel("stat", "Up", "sum(up)")]}))
    part.write_text(json.dumps(MODEL))
    good, less, wrong = run(whole), run(part), run(tmp_path / "none.json")

    assert (good.returncode, good.stderr) == (0, "")
    assert yaml.safe_load(good.stdout)["kind"] == "Dashboard"
    assert less.returncode == 1
    assert "nodeGraph" in less.stderr
    assert wrong.returncode == 2
