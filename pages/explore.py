"""Asking Prometheus: find a metric, write or build a query, look at it, compare it, keep its address."""

from lib.web import explore

explore.page()
