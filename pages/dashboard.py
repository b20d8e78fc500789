"""A dashboard, or the list of them."""

from lib.web import dashboards, resources

revision = resources.node().library.current

dashboards.show(revision.dashboards.values() if revision else ())
