"""The one kind of error by which every verb ends when something is wrong with the state."""


class StateError(RuntimeError):
    """The state is damaged, elsewhere, or contradicts another; nothing was changed."""
