"""The local Prometheus has the alert rules of the newest good commit: real Git, real Prometheus."""

import pytest

from lib.errors import Unavailable
from lib.local import packages, ports
from lib.local import prometheus as local
from lib.local.alerts import Rules
from lib.local.parts import Server
from tests.checkout import Checkout
from tests.conftest import require
from tests.local.test_prometheus import ask

pytestmark = pytest.mark.prometheus

FILE = "content/alerts/some.yaml"
RULE = """\
groups:
  - name: some
    rules:
      - alert: {name}
        expr: up == 0
        labels: {{severity: warn}}
        annotations: {{summary: It is, description: See to it., runbook: "docs/operations.md#it"}}
"""


@pytest.fixture
def checkout(tmp_path):
    made = Checkout(tmp_path / "content")
    made.commit({FILE: RULE.format(name="First")})
    return made


@pytest.fixture
def given(make_settings, tmp_path, checkout):
    """Settings with a content repository that is a URL."""
    require(packages.PROMETHEUS)
    return make_settings(CONTENT_REPO=f"file://{checkout.path}", PROMETHEUS_PORT=ports.free())


@pytest.fixture
def server(given):
    part = local.part(given.var_dir / "prometheus", given.prometheus_port)
    with Server(part, given.var_dir) as running:
        yield running


def alerts(server):
    groups = ask(server.address, "rules")["groups"]
    return [rule["name"] for group in groups for rule in group["rules"]]


def test_each_good_commit_changes_what_prometheus_watches_and_a_bad_one_does_not(given, server, checkout):
    rules = Rules(given)
    rules.branch.step()
    assert alerts(server) == ["First"]

    checkout.commit({FILE: RULE.format(name="Second")})
    rules.branch.step()
    assert alerts(server) == ["Second"]

    checkout.commit({FILE: RULE.format(name="Third").replace("up == 0", "up ==")})
    rules.branch.step()
    assert alerts(server) == ["Second"]

    checkout.commit({FILE: None, "content/alerts/other.yaml": RULE.format(name="Fourth")})
    rules.branch.step()
    assert alerts(server) == ["Fourth"]

    server.stop()
    server.start()
    assert alerts(server) == ["Fourth"]


def test_what_prometheus_does_not_take_is_taken_back_and_it_can_start_again(given, server, checkout):
    rules = Rules(given)
    rules.branch.step()
    checkout.commit({FILE: RULE.format(name="Double") + RULE.format(name="Again").removeprefix("groups:\n")})

    rules.branch.step()

    assert alerts(server) == ["First"]
    assert ask(server.address, "status/runtimeinfo")["reloadConfigSuccess"]
    server.stop()
    server.start()
    assert alerts(server) == ["First"]


def test_a_prometheus_that_is_away_is_told_when_it_is_back(given, server):
    rules = Rules(given)
    server.stop()
    with pytest.raises(Unavailable, match="Prometheus"):
        rules.branch.step()

    server.start()
    rules.branch.step()

    assert alerts(server) == ["First"]
