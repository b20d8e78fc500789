"""What operators see and do: which revision runs where, how the parts are, what changed, and taking a change back."""
