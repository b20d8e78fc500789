"""Touchline: the wiki that knows the score."""
