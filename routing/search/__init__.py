"""Ruin and recreate for teams that collect rewards inside their shifts, compiled by numba."""
