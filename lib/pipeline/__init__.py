"""From actions to event states and samples."""
