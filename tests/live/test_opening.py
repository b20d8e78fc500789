"""What a page's document says ahead of Streamlit."""

from pathlib import Path

import pytest
import streamlit
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.testclient import TestClient

from lib.live import opening
from lib.live.opening import Opened
from lib.live.routes import ASSETS

PAGE = (Path(streamlit.__file__).parent / "static" / "index.html").read_text().replace("</body>", "é</body>")
OTHER = "<!DOCTYPE html><html><head><title>A</title></head><body></body></html>"


async def app(scope, receive, send):
    """A page that would be packed, and kept; and some data."""
    packed = any(name == b"accept-encoding" for name, _ in scope["headers"])
    page = Response("packed", media_type="text/html") if packed else HTMLResponse(PAGE, headers={"ETag": '"1"'})
    others = {"/api": JSONResponse({"head": "</head>"}), "/other": HTMLResponse(OTHER)}
    await others.get(scope["path"], page)(scope, receive, send)


@pytest.fixture
def browser():
    return TestClient(Opened(app, ASSETS, lambda: "abc"), headers={"Accept": "text/html,*/*"})


def test_a_document_names_the_server_and_the_modules_of_its_page(browser):
    answer = browser.get("/dashboard?id=match")

    assert answer.text.index(opening.SERVER) < answer.text.index("</head>")
    assert 'href="/assets/abc/icon.svg"' in answer.text
    assert "favicon.png" not in answer.text
    assert answer.text.index("/assets/abc/board.js") < answer.text.index("</head>")
    assert "/assets/abc/uplot.js" in answer.text
    assert "/assets/abc/scoreboard.js" not in answer.text
    assert "é" in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "etag" not in answer.headers
    event = browser.get("/event").text
    assert "/assets/abc/scoreboard.js" in event
    assert 'as="fetch" crossorigin href="/api/sports"' in event


def test_what_is_no_document_of_streamlits_stays_as_it_is(browser):
    assert browser.get("/api").json() == {"head": "</head>"}
    assert browser.get("/other").text == OTHER
    assert browser.get("/dashboard", headers={"Accept": "*/*"}).text == "packed"


def test_each_file_that_is_named_is_there():
    for name in opening.MOUNTING:
        assert list(opening.STREAMLIT.glob(f"{name}.*.js")), name
    for module in [*opening.MODULES.values(), opening.USUAL]:
        assert all((ASSETS / one).is_file() for one in opening.imports(ASSETS / module))
