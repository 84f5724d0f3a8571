"""What comes back from the street: check-ins, observations and tracks, and what volunteers say to shifts."""
