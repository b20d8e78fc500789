"""Alerts as code: valid, tested with promtool, over metrics that there are, and the same in Kubernetes."""

import re
import shutil
import subprocess

import pytest
import yaml

from lib.content import alerts, catalogue
from lib.errors import BadContent
from lib.local import packages
from lib.settings import ROOT
from tests.conftest import require

FOLDER = ROOT / "content" / "alerts"
FILES = {f"content/alerts/{path.name}": path.read_bytes() for path in sorted(FOLDER.glob("*.yaml"))}
PATH = "content/alerts/some.yaml"

GOOD = """\
groups:
  - name: some
    rules:
      - alert: SomethingIs
        expr: up == 0
        for: 5m
        labels: {severity: warn}
        annotations:
          summary: It is
          description: See to it.
          runbook: docs/operations.md#somethingis
"""


@pytest.fixture(scope="module")
def ours():
    return alerts.read(FILES)


def test_every_alert_says_what_is_and_leads_to_its_part_of_the_runbook(ours):
    assert len(ours) >= 11
    for one in ours:
        assert one.annotations.runbook == f"docs/operations.md#{one.alert.lower()}"


def test_every_metric_that_an_alert_asks_for_is_in_the_catalogue(ours):
    known = catalogue.read("metrics.yaml", (ROOT / "content" / "metrics.yaml").read_bytes())
    for one in ours:
        names = set(re.findall(r"\b(?:touchline|sport)_\w+", one.expr))
        assert names or one.expr.startswith("up{")
        assert not [name for name in names if known.find(name) is None], one.alert


def test_every_alert_is_tested(ours):
    tests = yaml.safe_load((ROOT / "tests" / "content" / "alerts.yaml").read_text())["tests"]
    cases = [case for test in tests for case in test["alert_rule_test"]]

    for one in ours:
        mine = [case for case in cases if case["alertname"] == one.alert]
        assert {bool(case["exp_alerts"]) for case in mine} == {True, False}, one.alert


def test_promtool_finds_that_each_fires_when_it_should_and_only_then(tmp_path):
    require(packages.PROMETHEUS)
    for path in [*FOLDER.glob("*.yaml"), ROOT / "tests" / "content" / "alerts.yaml"]:
        shutil.copy(path, tmp_path / path.name)

    run = subprocess.run(
        ["promtool", "test", "rules", "alerts.yaml"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stdout + run.stderr


def test_kubernetes_has_the_same_alerts():
    rule = yaml.safe_load((ROOT / "deploy" / "components" / "monitoring" / "rules.yaml").read_text())

    declared = [group for raw in FILES.values() for group in yaml.safe_load(raw)["groups"]]
    assert rule["kind"] == "PrometheusRule"
    assert rule["spec"]["groups"] == declared, "run: python -m tests.content.kubernetes_alerts"


@pytest.mark.parametrize(
    ("wrong", "right", "line", "message"),
    [
        ("severity: warn", "severity: loud", 7, "page, warn|'loud'"),
        ("labels: {severity: warn}", "labels: {}", 7, "severity"),
        ("          runbook: docs/operations.md#somethingis\n", "", 8, "runbook"),
        ("docs/operations.md#somethingis", "https://example.org", 11, "match"),
        ("for: 5m", "for: a while", 6, "match"),
        ("alert: SomethingIs", "alert: something is", 4, "match"),
        ("expr: up == 0", "query: up == 0", 5, "query|expr"),
    ],
)
def test_a_mistake_is_refused_with_its_line(wrong, right, line, message):
    with pytest.raises(BadContent, match=message) as refused:
        alerts.read({PATH: GOOD.replace(wrong, right).encode()})

    assert refused.value.path == PATH
    assert abs(refused.value.line - line) <= 1


def test_a_name_that_two_files_use_is_refused():
    with pytest.raises(BadContent, match="twice"):
        alerts.read({PATH: GOOD.encode(), "content/alerts/other.yaml": GOOD.encode()})
