"""Prices of AWS, and what a configuration costs in a month."""
