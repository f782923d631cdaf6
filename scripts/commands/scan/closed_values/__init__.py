"""Closed values: every argument of a configuration compared with what this product makes."""
