"""Container registries: the OCI distribution protocol, read without credentials."""

from scripts.registry.client import Registry
from scripts.registry.errors import (
    ImageMissingError,
    RateLimitError,
    RegistryError,
    UnreachableError,
    WrongContentError,
)
from scripts.registry.manifest import Descriptor, Manifest
from scripts.registry.reference import Reference, parse_reference

__all__ = [
    "Descriptor",
    "ImageMissingError",
    "Manifest",
    "RateLimitError",
    "Reference",
    "Registry",
    "RegistryError",
    "UnreachableError",
    "WrongContentError",
    "parse_reference",
]
