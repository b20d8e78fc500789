from datetime import UTC, datetime, timedelta

from lib.adapters import alerts as adapter
from lib.live.alerts import Alerts
from lib.local import ports
from lib.web import alerts

# As https://prometheus.io/docs/prometheus/latest/querying/api/#alerts documents it.
ANSWER = b"""{"status": "success", "data": {"alerts": [
  {"activeAt": "2026-05-02T14:00:00.5Z", "annotations": {"summary": "cup-final should have started 720 s ago",
    "description": "Start it.", "runbook": "docs/operations.md#eventnotstarted"},
   "labels": {"alertname": "EventNotStarted", "event": "cup-final", "severity": "warn"},
   "state": "firing", "value": "7.2e+02"},
  {"activeAt": "2026-05-02T14:01:00Z", "annotations": {}, "labels": {"alertname": "my-alert"}, "state": "pending",
   "value": "1e+00"}]}}"""


def test_an_answer_is_read_also_of_rules_that_are_none_of_ours():
    first, second = adapter._answers.decode(ANSWER).data.alerts

    assert (first.name, first.severity, first.state) == ("EventNotStarted", "warn", "firing")
    assert first.active_at == datetime(2026, 5, 2, 14, 0, 0, 500_000, UTC)
    assert (second.name, second.severity, second.summary) == ("my-alert", "", "my-alert")


def test_with_prometheus_away_nothing_fires_and_the_reason_is_known(make_settings):
    here = Alerts(make_settings(PROMETHEUS_PORT=ports.free()))

    here.look()

    assert here.firing == []
    assert "Prometheus at" in here.problem


def test_a_sentence_says_what_since_when_and_where_is_written_what_to_do():
    [one, _] = adapter._answers.decode(ANSWER).data.alerts

    said = alerts.sentence(one, one.active_at + timedelta(minutes=3))

    assert said == (
        "**cup-final should have started 720 s ago**, for 0:03:00. Start it. "
        "What to do: `docs/operations.md#eventnotstarted`."
    )


def test_what_others_wrote_is_no_markup():
    [one, _] = adapter._answers.decode(ANSWER.replace(b"cup-final should", b"<b> [x](y) $z$ :red[q]")).data.alerts

    assert r"\<b\> \[x\]\(y\) \$z\$ \:red\[q\]" in alerts.sentence(one, one.active_at)
