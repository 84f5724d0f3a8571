"""Walking routes on the street network around hotspots."""
