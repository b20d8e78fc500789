"""How to reach Prometheus over HTTP, for writing and for asking: credentials, certificates, time limits."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests

from lib.errors import Unavailable
from lib.settings import Settings

CONNECT_S = 3.0
USER_AGENT = "touchline/0.1"


class Bearer(requests.auth.AuthBase):
    """A bearer token, given as authentication so that a ``.netrc`` file cannot take its place."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Trusting(requests.Session):
    """A session whose own certificates hold: requests would let ``REQUESTS_CA_BUNDLE`` and its like go before them."""

    def merge_environment_settings(self, url: str, proxies: Any, stream: Any, verify: Any, cert: Any) -> dict[str, Any]:
        """The settings of one request."""
        return super().merge_environment_settings(url, proxies, stream, self.verify if verify is None else verify, cert)


def session(settings: Settings) -> requests.Session:
    """A session with the credentials and certificates of *settings*; nothing is tried twice.

    Many threads may use it: its pool is thread-safe, and what else they would share, cookies, is off.
    """
    made = Trusting()
    made.headers["User-Agent"] = USER_AGENT
    made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    made.auth = _credentials(settings)
    made.verify = settings.prometheus_ca_file or True
    return made


def away(settings: Settings, why: Exception | str) -> Unavailable:
    """The sentence for a Prometheus that cannot be used now. Of an exception it holds the type alone: no secrets."""
    reason = type(why).__name__ if isinstance(why, Exception) else why
    return Unavailable(f"Prometheus at {shown(settings.prometheus)} cannot be used: {reason}.")


def shown(url: str) -> str:
    """*url* without the user and password that it may hold."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _credentials(settings: Settings) -> requests.auth.AuthBase | None:
    if settings.prometheus_token:
        return Bearer(settings.prometheus_token)
    if settings.prometheus_username:
        return requests.auth.HTTPBasicAuth(settings.prometheus_username, settings.prometheus_password)
    return None
