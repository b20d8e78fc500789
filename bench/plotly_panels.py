"""The comparison of ``bench.dashboards``: the same panels with Streamlit's own means, one query after another."""

from datetime import UTC, datetime

import streamlit as st

from bench.dashboards import HOURS, QUERIES
from lib import settings
from lib.adapters.prometheus import Metrics
from lib.charts import series
from lib.charts.windows import window


@st.cache_resource
def metrics() -> Metrics:
    """One client a process, as in the product."""
    return Metrics(settings.read())


st.set_page_config(layout="wide")
at = window(f"{HOURS}h", "", "", "medium", datetime.now(UTC)).aligned()
columns = st.columns(4)
for number, (name, query) in enumerate(QUERIES.items()):
    with columns[number % 4]:
        st.subheader(name)
        result = metrics().range(query, at.start, at.end, at.step)
        st.plotly_chart(series.lines(result.frame, result.labels, keep=name), key=f"panel.{number}")
