from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from lib.adapters.prometheus import Metrics
from lib.adapters.prometheus_answers import Alert
from lib.live.alerts import Alerts
from lib.local import ports
from lib.web import alerts

SINCE = datetime(2026, 5, 2, 14, tzinfo=UTC)


def alert(name, state="firing", minutes=0, **about):
    severity = {"severity": about.pop("severity")} if "severity" in about else {}
    return Alert(state, {"alertname": name} | severity, about, SINCE + timedelta(minutes=minutes))


def test_what_has_to_be_acted_on_at_once_comes_first_and_what_is_pending_does_not_fire():
    given = [
        alert("late", minutes=9, severity="warn"),
        alert("old", severity="warn"),
        alert("soon", "pending", severity="page"),
        alert("now", minutes=5, severity="page"),
        alert("theirs", minutes=1),
    ]
    here = Alerts(SimpleNamespace(alerts=lambda: given))

    here.look()

    assert [one.labels["alertname"] for one in here.firing] == ["now", "old", "theirs", "late"]


def test_with_prometheus_away_nothing_fires_and_the_reason_is_known(make_settings):
    metrics = Metrics(make_settings(PROMETHEUS_PORT=ports.free()))
    here = Alerts(metrics)

    here.look()

    assert here.firing == []
    assert "Prometheus at" in here.problem
    metrics.close()


def test_a_sentence_says_what_since_when_and_where_is_written_what_to_do():
    about = {"summary": "It waits", "description": "Start it.", "runbook": "docs/operations.md#it"}

    said = alerts.sentence(alert("It", **about), SINCE + timedelta(minutes=3))

    assert said == "**It waits**, for 0:03:00. Start it. What to do: `docs/operations.md#it`."
    assert alerts.sentence(alert("Theirs"), SINCE) == "**Theirs**, for 0:00:00."


def test_what_others_wrote_is_no_markup():
    said = alerts.sentence(alert("x", summary="<b> [x](y) $z$ :red[q]"), SINCE)

    assert r"\<b\> \[x\]\(y\) \$z\$ \:red\[q\]" in said
