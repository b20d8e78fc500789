"""Kafka, Prometheus and our own processes on one machine, for `make run` and the tests."""
