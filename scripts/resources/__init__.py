"""The catalogue of resource types: one module for each AWS service, one entry for each type."""

from scripts.resources.catalogue import CATALOGUE, is_idempotent, known, made

__all__ = ["CATALOGUE", "is_idempotent", "known", "made"]
