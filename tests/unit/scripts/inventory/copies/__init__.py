"""Unit tests of scripts/inventory/copies."""
