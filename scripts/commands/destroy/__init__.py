"""The verb `destroy`: what serves goes, what holds data stays, unless it is purged by name."""
