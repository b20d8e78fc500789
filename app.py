"""Touchline, as an ASGI app: ``streamlit run app.py``."""

import streamlit as st
from streamlit import config

from lib import settings
from lib.live import signin
from lib.live.node import lifespan
from lib.live.routes import MIDDLEWARE, routes
from lib.web import frame

given = settings.read()
if given.signin_cookie_secret:
    # Streamlit keeps a sign-in under way in a cookie whose key it needs before it has our secrets. With one that
    # it makes up, no other process could go on with what this one began.
    config.set_option("server.cookieSecret", given.signin_cookie_secret)

app = st.App(
    "lib/web/frame.py",
    routes=routes(),
    lifespan=lifespan,
    middleware=MIDDLEWARE,
    on_script_error=frame.failed,
    secrets=signin.secrets(given),
)
