"""Requests through a synthesized web ACL: what it must block, and what it must let pass."""
