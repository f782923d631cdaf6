"""Errors of a registry; each message names the registry and what to do."""

from scripts.cli.errors import InvalidInputError, OperationFailedError


class InvalidReferenceError(InvalidInputError):
    """A text that names no image by tag or digest."""


class RegistryError(OperationFailedError):
    """A registry does not give what was asked for."""


class UnreachableError(RegistryError):
    """A registry does not answer, or answers that it cannot serve anybody now."""


class ImageMissingError(RegistryError):
    """The registry has no such image for anonymous clients."""


class RateLimitError(RegistryError):
    """The registry refuses further requests of this address for a while."""


class WrongContentError(RegistryError):
    """What the registry sends is not what its digest or size says."""
