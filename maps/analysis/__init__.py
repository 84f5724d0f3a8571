"""Risk, backtests and coverage on a square lattice."""
