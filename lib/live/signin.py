"""Sign-in by OpenID Connect. Streamlit carries it out (``st.login``) and keeps the claims in a signed cookie; routes
beside the pages read the same cookie."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeTimedSerializer

from lib.errors import WrongUse
from lib.settings import Settings

COOKIE = "_streamlit_user"
_CHUNKS = re.compile(r"chunks-(\d{1,2})$")


def configured(settings: Settings) -> bool:
    """Whether people can sign in."""
    return bool(settings.signin_metadata_url)


def secrets(settings: Settings) -> dict[str, object]:
    """What Streamlit has to know. Raise WrongUse when only a part of it is set."""
    if not configured(settings):
        return {}
    needed = ("public_url", "signin_client_id", "signin_client_secret", "signin_cookie_secret")
    absent = [name.upper() for name in needed if not getattr(settings, name)]
    if absent:
        raise WrongUse(f"SIGNIN_METADATA_URL is set, but not {', '.join(absent)}: sign-in needs all of them.")
    if len(settings.signin_cookie_secret) < 32:
        raise WrongUse("SIGNIN_COOKIE_SECRET has to have 32 characters or more: openssl rand -hex 32 makes one.")
    return {
        "auth": {
            "redirect_uri": f"{settings.public_url.rstrip('/')}/oauth2callback",
            "cookie_secret": settings.signin_cookie_secret,
            "client_id": settings.signin_client_id,
            "client_secret": settings.signin_client_secret,
            "server_metadata_url": settings.signin_metadata_url,
            # Streamlit would ask for an account chooser, which not every provider has; all know how to ask anew.
            "client_kwargs": {"scope": f"openid profile email {settings.signin_scopes}".strip(), "prompt": "login"},
        }
    }


def claims(cookies: Mapping[str, str], settings: Settings) -> dict[str, object] | None:
    """What the provider said of whoever sent *cookies*; None for somebody who is not signed in, or not any more."""
    text = _unsigned(cookies, settings)
    try:
        found = json.loads(text) if text else None
    except ValueError:
        return None
    if not isinstance(found, dict) or not found.get("is_logged_in") or found.get("origin") != _origin(settings):
        return None
    return found if fresh(found, settings) else None


def fresh(claims: Mapping[str, object], settings: Settings) -> bool:
    """Whether the sign-in is recent enough: whoever lost a role keeps it no longer than this."""
    issued = claims.get("iat")
    return isinstance(issued, (int, float)) and time.time() - issued < settings.signin_hours * 3600


def name(claims: Mapping[str, object]) -> str:
    """What facts and commits call the person: the name, else the address, else the provider's own id."""
    found = claims.get("name") or claims.get("email") or claims.get("sub") or "somebody"
    return " ".join(str(found).split())[:200]


def _unsigned(cookies: Mapping[str, str], settings: Settings) -> str:
    """The cookie's content, put together from its parts where it is a long one."""
    first = _loaded(cookies, COOKIE, settings)
    parts = _CHUNKS.match(first)
    if not parts:
        return first
    return "".join(_loaded(cookies, f"{COOKIE}_{number + 1}", settings) for number in range(int(parts[1])))


def _loaded(cookies: Mapping[str, str], name: str, settings: Settings) -> str:
    serializer = URLSafeTimedSerializer(settings.signin_cookie_secret, salt=name)
    try:
        found = serializer.loads(cookies.get(name, ""), max_age=round(settings.signin_hours * 3600) + 60)
    except BadData:
        return ""
    return found if isinstance(found, str) else ""


def _origin(settings: Settings) -> str:
    parts = urlsplit(settings.public_url)
    return f"{parts.scheme}://{parts.netloc}"
