"""Pictures in formats that need no browser."""
