"""A board for a TV: what goes on, what comes, tables in turn, and the way to the phone. Nobody has to touch it.

``?competition=…`` shows one competition alone, ``?dark=0`` is for bright rooms.
"""

import streamlit as st

from lib.web import board, resources

competitions = resources.node().competitions
wanted = st.query_params.get("competition", "")
chosen = competitions.progress(wanted, as_it_stands=True) if wanted else None

if wanted and chosen is None:
    st.warning(f"There is no competition `{wanted}`.")
else:
    known = [competitions.progress(one.id, as_it_stands=True) for one in competitions.all()]
    board.show(chosen, [one for one in known if one], dark=st.query_params.get("dark", "1") != "0")
