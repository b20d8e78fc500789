"""Streamlit's own document, as the browser gets it."""

from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lib.live.shell import Shell

DOCUMENT = Path(streamlit.__file__).parent / "static" / "index.html"
OTHER = "<!DOCTYPE html><html><head></head><body>Another one</body></html>"


@pytest.fixture
def client():
    routes = [
        Route("/", lambda request: HTMLResponse(DOCUMENT.read_text())),
        Route("/other", lambda request: HTMLResponse(OTHER)),
        Route("/json", lambda request: JSONResponse({"a": "b" * 2000})),
    ]
    shell = Middleware(Shell, digest=lambda: "d1")
    return TestClient(Starlette(routes=routes, middleware=[shell, Middleware(GZipMiddleware)]))


def test_streamlits_document_knows_its_server_and_our_icon_before_its_script_runs(client):
    answer = client.get("/", headers={"accept": "text/html"})

    known = answer.text.index("BACKEND_BASE_URL: location.origin")
    assert known < answer.text.index('<script type="module"')
    assert 'href="/assets/d1/icon.svg"' in answer.text
    assert "favicon.png" not in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_other_documents_and_other_answers_stay_as_they_are(client):
    assert client.get("/other", headers={"accept": "text/html"}).text == OTHER
    assert client.get("/json", headers={"accept": "*/*"}).json() == {"a": "b" * 2000}
