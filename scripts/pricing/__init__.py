"""Prices of AWS, and the monthly cost of a configuration."""
