"""Touchline, as an ASGI app: ``streamlit run app.py``."""

import streamlit as st

from lib import settings
from lib.live import signin
from lib.live.node import lifespan
from lib.live.routes import MIDDLEWARE, routes
from lib.web import frame

app = st.App(
    "lib/web/frame.py",
    routes=routes(),
    lifespan=lifespan,
    middleware=MIDDLEWARE,
    on_script_error=frame.failed,
    secrets=signin.secrets(settings.read()),
)
