"""Numbers of a real Prometheus in a page of the wiki, in a real browser."""

import time

import pytest
from playwright.sync_api import expect

from lib import settings
from lib.adapters.prometheus import Metrics
from lib.adapters.remote_write import RemoteWriter, Sample
from lib.local import ports
from tests.checkout import Checkout
from tests.web.hosting import Site
from tests.web.reading import Wiki

pytestmark = [pytest.mark.prometheus, pytest.mark.browser]

PAGE = """# Numbers

```live
stat:
  title: Goals of both
  query: sum(shown_in_a_page)
  last: 10m
  every: 2s
```

```live
chart:
  title: Goals
  query: shown_in_a_page
  names: "{team}"
  last: 10m
  unit: goals
  every: 2s
```

```live
chart:
  title: A mistake
  query: up
  colour: red
```
"""


@pytest.fixture
def given(prometheus, tmp_path):
    names = {"APP_PORT": ports.free(), "CONTENT_REPO": tmp_path / "origin", "PROMETHEUS_URL": prometheus.address}
    return settings.read({name: str(value) for name, value in (names | {"VAR_DIR": tmp_path / "var"}).items()})


@pytest.fixture
def score(given):
    """Let each team have so many goals, from a moment some minutes ago on to now."""
    writer = RemoteWriter(given)

    def score(sales: float, logistics: float, minutes: int = 0) -> None:
        now = round(time.time() * 1000)
        writer.write(
            Sample("shown_in_a_page", (("team", team),), goals, now - 60_000 * ago)
            for team, goals in (("<b>sales</b>", sales), ("logistics", logistics))
            for ago in range(minutes, -1, -1)
        )

    yield score
    writer.close()


def test_a_stat_and_a_chart_show_what_prometheus_has_and_move_with_it(chromium, given, score, tmp_path):
    score(3, 1, minutes=4)
    site, checkout = Site(given), Checkout(tmp_path / "origin")
    with site.up():
        page = chromium.new_page(viewport={"width": 1300, "height": 1200})
        wiki = Wiki(page, site, checkout)
        wiki.commit({"index.md": PAGE})
        wiki.open(wanted="index")

        page.locator('tl-stat[data-value="4"]').wait_for()
        chart = page.locator("tl-chart", has_text="Goals").first
        chart.locator("path.line").nth(1).wait_for(state="attached")  # a level line has no height to be seen
        expect(chart.locator(".tl-chart-legend li")).to_have_text(["<b>sales</b>", "logistics"])
        assert chart.locator("b").count() == 0
        chart.get_by_text("Numbers").click()
        expect(chart.get_by_role("row").nth(3)).to_be_visible()
        expect(page.locator(".tl-wiki")).to_contain_text("line 25")

        score(5, 1)
        page.locator('tl-stat[data-value="6"]').wait_for()
        chart.get_by_role("img", name="Last values: <b>sales</b> 5, logistics 1").wait_for()
        assert wiki.errors == []
        page.close()


NOTHING = {
    "no-series": ("nothing_is_called_so", "No such series"),
    "no-data": ("shown_two_days_ago", "No data in this range. The last sample is of"),
    "stale": ("shown_half_an_hour_ago", "Stale since"),
    "wrong": ("sum(rate(shown_in_a_page))", "expected type range vector"),
}


def test_why_there_is_nothing_to_show_has_five_answers(chromium, given, score, tmp_path):
    score(3, 1)
    ended = {"shown_two_days_ago": 2 * 1440, "shown_half_an_hour_ago": 30}
    writer, now = RemoteWriter(given), round(time.time() * 1000)
    writer.write(Sample(name, (), 1, now - 60_000 * (ago + n)) for name, ago in ended.items() for n in range(9, -1, -1))
    writer.close()
    asked = [f"{kind}: {{query: {query}" for query, _ in NOTHING.values() for kind in ("stat", "chart")]
    text = [f"```live\n{one}, last: 1h, every: 2s}}\n```" for one in asked]
    site, checkout = Site(given), Checkout(tmp_path / "origin")
    with site.up():
        page = chromium.new_page(viewport={"width": 1300, "height": 6000})
        wiki = Wiki(page, site, checkout)
        wiki.commit({"index.md": "\n\n".join(text)})
        wiki.open(wanted="index")

        for kind, (_, sentence) in NOTHING.items():
            for tag in ("tl-stat", "tl-chart"):
                page.locator(f'{tag} [data-note="{kind}"]', has_text=sentence).wait_for()
        expect(page.locator("tl-chart .tl-wrong mark")).to_have_text("s")
        expect(page.locator('tl-stat [data-note="wrong"]')).to_contain_text("It is in line")

        site.node.queries.metrics = Metrics(settings.read({"PROMETHEUS_URL": f"http://127.0.0.1:{ports.free()}"}))
        page.locator('tl-chart [data-note="away"]').nth(3).wait_for()
        expect(page.locator("tl-chart").nth(2)).to_contain_text("Prometheus does not answer. This is from")
        assert wiki.errors == []
        page.close()
