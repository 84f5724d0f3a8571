"""Where the risk is, what patrols cover, and the pages that show it."""
