"""Code of others, and the frame that it runs in."""

import gzip
import hashlib
import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.live import routes

VENDOR = routes.ASSETS / "vendor"


@pytest.fixture
def client():
    return TestClient(Starlette(routes=routes.routes()))


def test_mermaid_is_what_its_makers_ship():
    name, digest = re.search(
        r"`(mermaid-[\d.]+\.min\.js\.gz)`.*SHA-256 is `(\w{64})`", (VENDOR / "README.md").read_text(), re.S
    ).groups()

    assert hashlib.sha256(gzip.decompress((VENDOR / name).read_bytes())).hexdigest() == digest
    assert f"/assets/vendor/{name.removesuffix('.gz')}" in (routes.ASSETS / "diagrams.html").read_text()
    assert "Permission is hereby granted" in (VENDOR / "LICENSE-mermaid").read_text()


def test_code_of_others_is_sent_as_it_is_kept_and_kept_for_ever(client):
    name = next(VENDOR.glob("mermaid-*.gz")).name.removesuffix(".gz")

    answer = client.get(f"/assets/vendor/{name}")

    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.text.startswith('"use strict"')


@pytest.mark.parametrize("file", ["README.md", "LICENSE-mermaid", "nothing.js", "..%2Fwiki.js", "%2e%2e/wiki.js"])
def test_nothing_else_is_sent_as_code_of_others(client, file):
    assert client.get(f"/assets/vendor/{file}").status_code == 404


def test_the_frame_has_no_origin_and_reaches_nothing(client):
    policy = client.get(f"/assets/{routes.assets_digest()}/diagrams.html").headers["content-security-policy"]

    assert policy.split("; ") == [
        "sandbox allow-scripts", "default-src 'none'", "script-src 'self'", "style-src 'unsafe-inline'",
    ]  # fmt: skip
