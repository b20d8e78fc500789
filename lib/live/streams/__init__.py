"""Kafka for people: finding messages, following them live, groups and their lag, rejected actions and their redrive.

Nothing here joins a consumer group or commits an offset.
"""
