import math
import time
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from lib import settings
from lib.adapters import prometheus as adapter
from lib.adapters.prometheus import BadQuery, Metrics
from lib.adapters.remote_write import RemoteWriter, Sample
from lib.errors import Unavailable
from lib.local import ports

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
    query = " + ".join(["1"] * 6_000)

    assert metrics.instant(query, NOW).frame["value"].tolist() == [6_000]


def test_a_wrong_query_is_refused_in_prometheus_own_words(metrics):
    with pytest.raises(BadQuery, match="parse error") as refused:
        metrics.instant("sum(", NOW)

    assert refused.value.kind == "bad_data"


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
    assert result.frame.groupby("series").size().max() <= adapter.MOST_POINTS


def test_without_a_step_there_are_about_250_points_and_never_less_than_a_second_between_them():
    assert adapter.clamped(None, timedelta(hours=2)) == timedelta(seconds=28)
    assert adapter.clamped(None, timedelta(seconds=10)) == timedelta(seconds=1)
    assert adapter.clamped(timedelta(milliseconds=250), timedelta(minutes=1)) == timedelta(milliseconds=250)


def test_the_series_that_have_samples_are_listed(metrics):
    found = metrics.series("q_line", NOW - HOUR, NOW)

    assert sorted(one["side"] for one in found) == ["away", "home"]
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
    assert time.monotonic() - began < 10


def test_an_answer_that_is_not_of_prometheus_is_unavailable(prometheus, make_settings):
    metrics = Metrics(make_settings(PROMETHEUS_URL=f"{prometheus.address}/graph"))

    with pytest.raises(Unavailable, match="not as Prometheus does"):
        metrics.instant("up")
