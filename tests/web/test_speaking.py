"""Somebody who speaks for one side, in a real browser: the word of that side is taken, that of the other one is not."""

import pytest

from lib.live import tokens
from lib.local import ports
from lib.sport.profiles import SetsFormat
from tests.sport.making import action, declared
from tests.web.hosting import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def shown():
    """The token of somebody's phone."""
    return tokens.make()


@pytest.fixture
def site(make_settings, tmp_path, shown):
    """A site that knows the token: it is for the word of Logistics."""
    entry = f"{{name: Ada, sha256: {tokens.digest(shown)}, role: reader, sides: [logistics]}}"
    (tmp_path / "tokens.yaml").write_text(f"tokens: [{entry}]\n")
    return Site(make_settings(APP_PORT=ports.free(), API_TOKENS_FILE=str(tmp_path / "tokens.yaml")))


@pytest.fixture
def ask(site, page, put, shown):
    """Show the question to a side, after a result that was entered by *by*."""

    def ask(side, by):
        result = action("result", id="result", subject="one", participant=by, games=[[11, 7], [11, 9], [11, 5]])
        site.put("one", [declared("table-tennis", subject="one", format=SetsFormat(confirmation="opponent")), result])
        page.evaluate("token => sessionStorage.setItem('touchline.token', token)", shown)
        put(f'<tl-confirm event="one" side="{side}"></tl-confirm>')
        page.click("[data-do=confirm]")

    return ask


def test_the_own_word_confirms_a_result_and_carries_the_own_name(site, page, ask):
    ask("logistics", by="sales")

    page.wait_for_selector("tl-confirm:has-text('This result is confirmed')")
    assert [(one.data.participant, one.recordedby) for one in site.log.records] == [("logistics", "Ada")]


def test_the_word_of_the_other_side_is_refused_with_a_sentence_and_not_sent_again(site, page, ask):
    ask("sales", by="logistics")

    page.wait_for_selector("tl-confirm:has-text('Ada speaks for logistics alone')")
    assert site.log.records == []
    assert page.get_attribute("tl-confirm", "data-waits") == "sales"
