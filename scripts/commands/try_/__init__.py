"""A deployment tried on the embedded AWS: synthesized, planned, applied, planned again."""
