"""The page of the wiki's health, run as Streamlit runs it."""

import pytest
from streamlit.testing.v1 import AppTest

from lib.live import node
from lib.live.node import Node
from lib.local import ports
from lib.settings import ROOT
from tests.checkout import Checkout


@pytest.fixture
def visit(tmp_path, make_settings):
    """Open the page over a wiki of *files*."""
    made = []

    def visit(files, **query):
        checkout = Checkout(tmp_path / "origin")
        checkout.commit({f"content/wiki/{name}": text for name, text in files.items()})
        here = Node(make_settings(KAFKA_PORT=ports.free(), CONTENT_REPO=checkout.path))
        here.library.branch.step()
        node.use(here)
        made.append(here)
        at = AppTest.from_file(str(ROOT / "lib" / "web" / "frame.py"), default_timeout=60)
        at.query_params.update(query)
        return at.run().switch_page(str(ROOT / "pages" / "health.py")).run()

    yield visit
    for here in made:
        here.ingest.close()
    node.use(None)


def test_what_readers_stumble_over_comes_first_with_its_place(visit):
    at = visit({"index.md": "# Home\n\n[no](no.md)\n"})

    assert not at.exception
    assert "readers stumble over 1 link." in at.markdown[0].value
    frame = at.dataframe[0].value
    assert frame.loc[0].to_dict() == {
        "Page": "Home", "File": "index.md", "Line": 3, "What was found": "There is no page no.md.",
        "Open": "/wiki?page=index",
    }  # fmt: skip


def test_another_kind_is_chosen(visit):
    at = visit({"index.md": "# Home"})
    assert "every link leads somewhere" in at.markdown[0].value

    at.pills(key="rule").select("page").run()

    assert not at.exception
    assert at.success[0].value == "Nothing was found."
