"""Numbers of a real Prometheus in a page of the wiki, in a real browser."""

import time

import pytest

from lib import settings
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
  every: 5s
```

```live
chart:
  title: Goals
  query: shown_in_a_page
  names: "{team}"
  last: 10m
  unit: goals
  every: 5s
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
    now = round(time.time() * 1000)

    def score(sales: float, logistics: float, minutes: int = 0) -> None:
        writer.write(
            Sample("shown_in_a_page", (("team", team),), goals, now - 60_000 * ago)
            for team, goals in (("<b>sales</b>", sales), ("logistics", logistics))
            for ago in range(minutes, -1, -1)
        )

    yield score
    writer.close()


def test_a_stat_and_a_chart_show_what_prometheus_has_and_say_where_it_is_from(chromium, given, score, tmp_path):
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
        assert chart.locator(".tl-chart-legend li").all_inner_texts() == ["<b>sales</b>", "logistics"]
        assert chart.locator("b").count() == 0
        chart.get_by_text("Numbers").click()
        assert chart.get_by_role("row").count() > 3
        chart.get_by_text("Source").click()
        assert chart.get_by_text("Prometheus was asked: shown_in_a_page").is_visible()
        assert "line 25" in page.locator(".tl-wiki").inner_text()
        assert wiki.errors == []
        page.close()
