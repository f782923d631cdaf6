"""A load test's result as text, JSON, a page and a picture."""
