"""Load on a deployment of one's own: how it bears it, and what the figures are worth."""
