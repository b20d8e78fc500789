"""A dashboard, or the list of them."""

import streamlit as st

from lib.web import boards, resources

node = resources.node()
revision = node.library.current
declared = revision.dashboards if revision else {}
asked = st.query_params.get("id", "")

if asked in declared:
    boards.show(node, declared[asked])
else:
    boards.choose(list(declared.values()), asked)
