"""The deployment described in the documents: production with a domain, for one network."""

from pathlib import Path

# The `context` of a cdktf.json.
REFERENCE = Path(__file__).with_suffix(".json")
