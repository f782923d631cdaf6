"""The verb `doctor`: what would go wrong, before it does; one module of `checks` per concern."""
