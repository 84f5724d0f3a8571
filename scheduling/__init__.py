"""Rosters: which patrols to staff, who goes, and proof that the answer is good."""
