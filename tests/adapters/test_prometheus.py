import http.server
import math
import struct
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
import requests
from cramjam import snappy

from lib import settings
from lib.adapters import prometheus as adapter
from lib.adapters import prometheus_answers
from lib.adapters.prometheus import BadQuery, Metrics, RuleGroup
from lib.adapters.remote_write import HEADERS, RemoteWriter, Sample, _labels, _nested, _varint
from lib.charts import windows
from lib.errors import Unavailable
from lib.local import ports
from lib.local import prometheus as local_prometheus

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.prometheus


def ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


@pytest.fixture(scope="module")
def given(prometheus, tmp_path_factory):
    """Settings of a Prometheus that holds a few series."""
    made = settings.read({"PROMETHEUS_URL": prometheus.address, "VAR_DIR": str(tmp_path_factory.mktemp("var"))})
    writer = RemoteWriter(made)
    odd = (("side", 'a "b" \\ c\nd'), ("value", "home"), ("timestamp", "noon"))
    for side, factor in (("home", 1.0), ("away", 2.0)):
        start = NOW - HOUR
        writer.write(Sample("q_line", (("side", side),), factor * n, ms(start) + n * 60_000) for n in range(60))
    writer.write([Sample("q_odd", odd, 1.0, ms(NOW) - 750)])
    writer.write(
        Sample("q_limits", (), value, ms(NOW) - 4000 + 1000 * n)
        for n, value in enumerate((math.nan, math.inf, -math.inf))
    )
    writer.close()
    return made


@pytest.fixture
def metrics(given):
    made = Metrics(given)
    yield made
    made.close()


def test_a_range_is_a_tidy_frame_with_a_table_of_labels(metrics):
    result = metrics.range("q_line", NOW - HOUR, NOW - timedelta(minutes=1), timedelta(minutes=1))

    assert list(result.frame.columns) == ["series", "time", "value"]
    assert str(result.frame["time"].dtype) == "datetime64[ms, UTC]"
    assert result.frame["value"].dtype == "float64"
    assert result.labels["side"].to_dict() == {0: "away", 1: "home"}
    assert result.frame.groupby("series")["value"].max().to_dict() == {0: 118, 1: 59}
    assert result.wide().shape == (60, 2)


def test_an_instant_has_the_time_that_was_asked_for_to_the_millisecond(metrics):
    at = NOW + timedelta(milliseconds=123)

    result = metrics.instant("q_odd", at)

    assert result.frame["time"].tolist() == [pd.Timestamp(at)]


def test_a_selector_with_a_duration_gives_the_samples_as_they_were_written(metrics):
    result = metrics.instant("q_odd[1m]", NOW)

    assert result.frame["time"].tolist() == [pd.Timestamp(NOW - timedelta(milliseconds=750))]


def test_nan_and_infinities_come_as_numbers(metrics):
    found = metrics.instant("q_limits[1m]", NOW).frame["value"].tolist()

    assert math.isnan(found[0])
    assert found[1:] == [math.inf, -math.inf]


def test_nothing_found_is_an_empty_result_with_the_same_columns(metrics):
    result = metrics.range("q_nothing", NOW - HOUR, NOW)

    assert result.empty
    assert list(result.frame.columns) == ["series", "time", "value"]
    assert str(result.frame["time"].dtype) == "datetime64[ms, UTC]"
    assert len(result.labels) == 0


def test_a_number_is_a_series_without_labels(metrics):
    result = metrics.instant("1 + 1", NOW)

    assert result.frame["value"].tolist() == [2]
    assert result.labels.shape == (1, 0)


def test_labels_called_value_and_timestamp_keep_what_they_say(metrics):
    (row,) = metrics.instant("q_odd", NOW).labels.to_dict("records")

    assert row == {"__name__": "q_odd", "side": 'a "b" \\ c\nd', "value": "home", "timestamp": "noon"}


def test_any_label_value_can_be_selected(metrics):
    query = adapter.selector("q_odd", side='a "b" \\ c\nd')

    assert not metrics.instant(query, NOW).empty


def test_a_query_longer_than_an_address_may_be_is_answered(metrics):
    query = f'vector(2) or q_line{{side="{"x" * 100_000}"}}'

    assert metrics.instant(query, NOW).frame["value"].tolist() == [2]


def test_a_wrong_query_is_refused_in_prometheus_own_words(metrics):
    with pytest.raises(BadQuery, match="parse error") as refused:
        metrics.instant("sum(", NOW)

    assert refused.value.kind == "bad_data"
    assert refused.value.reason == "unclosed left parenthesis"


@pytest.mark.parametrize(
    ("query", "offset"),
    [("sum(", 4), ("q_line{side='a'} + foo(q_line)", 19), ("q_line\n  + rate(q_line)", 16), ('q_odd{a="üü"} ! 1', 14)],
    ids=["at the end", "a function", "the second line", "after letters of two bytes"],
)
def test_a_wrong_query_says_where_it_is_wrong(metrics, query, offset):
    with pytest.raises(BadQuery) as refused:
        metrics.instant(query, NOW)

    assert refused.value.offset == offset


def test_a_query_that_cannot_be_computed_is_refused_in_prometheus_own_words(metrics):
    with pytest.raises(BadQuery, match=r"many-to-many|duplicate") as refused:
        metrics.instant("q_line * on() q_line", NOW - timedelta(minutes=2))

    assert refused.value.kind == "execution"


def test_a_text_is_refused(metrics):
    with pytest.raises(BadQuery, match="text"):
        metrics.instant('"goal"', NOW)


def test_an_end_before_its_start_is_refused(metrics):
    with pytest.raises(BadQuery, match="before start"):
        metrics.range("q_line", NOW, NOW - HOUR)


def test_a_step_that_is_too_small_is_enlarged_until_prometheus_takes_it(metrics):
    result = metrics.range("q_line", NOW - timedelta(days=30), NOW, timedelta(seconds=1))

    assert result.step > timedelta(minutes=3)
    assert result.frame.groupby("series").size().max() <= windows.MOST_POINTS


def test_a_constant_over_the_longest_range_has_the_most_points_that_prometheus_gives(metrics):
    result = metrics.range("vector(1)", NOW - timedelta(days=30), NOW, timedelta(seconds=1))

    assert windows.MOST_POINTS - 5 <= len(result.frame) <= windows.MOST_POINTS


def test_the_series_that_have_samples_are_listed(metrics):
    found = metrics.series("q_line", NOW - HOUR, NOW)

    assert sorted(one["side"] for one in found) == ["away", "home"]
    assert len(metrics.series("q_line", NOW - HOUR, NOW, limit=1)) == 1
    assert metrics.series("q_nothing", NOW - HOUR, NOW) == []


def test_a_selector_that_is_wrong_is_refused(metrics):
    with pytest.raises(BadQuery, match="parse error"):
        metrics.series("q_line{", NOW - HOUR, NOW)


def test_a_prometheus_that_is_away_is_unavailable_at_once_and_keeps_its_secrets(make_settings):
    metrics = Metrics(make_settings(PROMETHEUS_URL=f"http://ann:secret@127.0.0.1:{ports.free()}"))
    began = time.monotonic()

    with pytest.raises(Unavailable, match="cannot be used") as away:
        metrics.instant("up")
    with pytest.raises(Unavailable):
        metrics.series("up", NOW - HOUR, NOW)

    assert "secret" not in str(away.value)
    assert time.monotonic() - began < 60


def test_an_answer_that_is_not_of_prometheus_is_unavailable(prometheus, make_settings):
    metrics = Metrics(make_settings(PROMETHEUS_URL=f"{prometheus.address}/graph"))

    with pytest.raises(Unavailable, match="not as Prometheus does"):
        metrics.instant("up")


def test_names_labels_and_values_are_listed_up_to_a_limit(metrics):
    names = metrics.values("__name__", "", NOW - HOUR, NOW)
    first = metrics.values("__name__", "", NOW - HOUR, NOW, limit=1)

    assert {"q_line", "q_odd", "q_limits"} <= set(names.names)
    assert not names.cut
    assert (len(first.names), first.cut) == (1, True)
    assert metrics.labels("q_odd", NOW - HOUR, NOW).names == ["__name__", "side", "timestamp", "value"]
    assert metrics.values("side", "q_line", NOW - HOUR, NOW).names == ["away", "home"]


def test_a_table_for_people_keeps_labels_called_value_and_time(metrics):
    rows = metrics.instant("q_odd", NOW).rows()

    assert rows["value"].tolist() == ["home"]
    assert rows["value_of_sample"].tolist() == [1.0]


def test_alerts_rules_version_and_layout_are_asked_for(metrics):
    assert metrics.alerts() == []
    assert metrics.rules() == []
    assert metrics.described() == {}
    assert metrics.version().startswith("2.")
    assert metrics.formatted("sum(q_line)by(side)") == "sum by (side) (q_line)"


def test_alerts_and_rules_are_decoded_whatever_they_are_called():
    answer = (
        b'{"status":"success","data":{"groups":[{"name":"sport","file":"a.yml","interval":5,"rules":[{"state":"firing",'
        b'"name":"Stands","query":"up == 0","duration":60,"labels":{"value":"x"},"annotations":{"summary":"It stands"},'
        b'"alerts":[{"labels":{"alertname":"Stands"},"annotations":{},"state":"firing",'
        b'"activeAt":"2026-05-02T14:00:00.123456789Z","value":"1e+00"}],"health":"ok","type":"alerting"}]}]}}'
    )

    (group,) = prometheus_answers.data(prometheus_answers.opened(answer), dict[str, list[RuleGroup]])["groups"]

    assert group.rules[0].state == group.rules[0].alerts[0].state == "firing"
    assert group.rules[0].alerts[0].active_at.minute == 0


def test_native_histograms_are_set_apart_from_numbers(native):
    result = native.range("q_native", NOW - timedelta(minutes=5), NOW, timedelta(minutes=1))
    instant = native.instant("q_native", NOW)

    assert result.empty
    assert instant.histograms["count"].tolist() == [3, 2]
    assert instant.histograms["upper"].tolist() == [1, 2]
    assert "native histograms" in instant.infos[0]
    assert native.instant("histogram_count(q_native)", NOW).frame["value"].tolist() == [5]


def test_warnings_and_infos_of_prometheus_are_kept():
    answer = (
        b'{"status":"success","warnings":["from a store"],"infos":["PromQL info: metric might not be a counter"],'
        b'"data":{"resultType":"vector","result":[{"metric":{},"value":[1,"2"]}]}}'
    )

    result = prometheus_answers.result("x", prometheus_answers.opened(answer))

    assert (result.warnings, result.infos) == (["from a store"], ["PromQL info: metric might not be a counter"])
    assert result.frame["value"].tolist() == [2]


def test_a_query_that_takes_too_long_is_refused_with_the_reason_and_not_asked_again(make_settings):
    with answering(503, b'{"status":"error","errorType":"timeout","error":"query timed out"}') as (address, asked):
        with pytest.raises(BadQuery, match="query timed out") as refused:
            Metrics(make_settings(PROMETHEUS_URL=address)).instant("up")

    assert refused.value.kind == "timeout"
    assert len(asked) == 1
    assert b"query=up" in asked[0][1]


@pytest.mark.parametrize(
    ("environment", "header"),
    [
        ({}, None),
        ({"PROMETHEUS_TOKEN": "t0ken"}, "Bearer t0ken"),
        ({"PROMETHEUS_USERNAME": "ann", "PROMETHEUS_PASSWORD": "pw"}, "Basic YW5uOnB3"),
    ],
)
def test_queries_carry_the_credentials(make_settings, environment, header):
    found = b'{"status":"success","data":{"resultType":"vector","result":[]}}'
    with answering(200, found) as (address, asked):
        metrics = Metrics(make_settings(PROMETHEUS_URL=address, **environment))
        metrics.instant("up")
        metrics.range("up", NOW - timedelta(hours=1), NOW)
        metrics.close()

    assert [headers.get("authorization") for headers, _ in asked] == [header, header]


def test_a_prometheus_in_trouble_is_away_and_says_why(make_settings):
    with answering(500, b'{"status":"error","errorType":"internal","error":"disk is full"}') as (address, _):
        with pytest.raises(Unavailable, match="disk is full"):
            Metrics(make_settings(PROMETHEUS_URL=address)).instant("up")


def test_a_prometheus_that_hangs_is_given_up(make_settings, monkeypatch):
    monkeypatch.setattr(adapter, "TIMEOUT_S", (0.5, 0.5))
    with answering(200, b"", wait_s=60) as (address, _):
        began = time.monotonic()
        with pytest.raises(Unavailable, match="ReadTimeout"):
            Metrics(make_settings(PROMETHEUS_URL=address)).instant("up")

    assert time.monotonic() - began < 30


@contextmanager
def answering(status, body, wait_s=0.0):
    """A server that answers as a Prometheus in a state that a healthy one cannot be brought into."""
    asked, done = [], threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append((self.headers, self.rfile.read(int(self.headers["content-length"]))))
            done.wait(wait_s)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        done.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def native(tmp_path, make_settings):
    """A Prometheus that holds a native histogram: 3 values up to 1, and 2 up to 2."""
    with local_prometheus.server(tmp_path / "native", features=("native-histograms",)) as server:
        body = bytes(snappy.compress_raw(_histogram("q_native", ms(NOW) - 1000)))
        answer = requests.post(f"{server.address}/api/v1/write", data=body, headers=HEADERS, timeout=10)
        assert answer.status_code == 204, answer.text
        made = Metrics(make_settings(PROMETHEUS_URL=server.address))
        yield made
        made.close()


def _histogram(name: str, at: int) -> bytes:
    """A WriteRequest with a native histogram of schema 0, whose buckets end at powers of two.

    The fields are those of ``Histogram`` in https://github.com/prometheus/prometheus/blob/v2.42.0/prompb/types.proto.
    """
    fixed = struct.Struct("<d").pack
    span = _nested(0x5A, b"\x08\x00\x10\x02")  # positive_spans: offset 0, length 2
    deltas = _nested(0x62, b"\x06\x01")  # positive_deltas, zigzag: 3, then 1 less
    numbers = b"\x08\x05" + b"\x19" + fixed(6.5) + b"\x20\x00" + b"\x29" + fixed(0.001) + b"\x30\x00"
    histogram = numbers + span + deltas + b"\x78" + _varint(at)
    return _nested(0x0A, _labels(name, ()) + _nested(0x22, histogram))
