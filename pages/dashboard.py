"""A dashboard, or the list of them."""

from lib.web import boards, resources

revision = resources.node().library.current

boards.show(revision.dashboards.values() if revision else ())
