"""Pure: what happened in an event, and what it means."""
