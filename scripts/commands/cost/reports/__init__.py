"""Estimates for people, for documents and for programs."""
