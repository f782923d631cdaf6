"""Look-ups in the catalogue."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.discovery import Idempotent
from scripts.resources.facets.drift import Drift, Sensitivity

_NO_SERVICES = ("catalogue", "entry")


def _entries() -> Iterator[KnownType]:
    """The entries of all service modules; a new module needs no line elsewhere."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if not module.ispkg and module.name not in _NO_SERVICES:
            yield from importlib.import_module(f"{__package__}.{module.name}").TYPES


# By Terraform's name. Read it at every use: what a command derives from it must not outlive it.
CATALOGUE: dict[str, KnownType] = {each.name: each for each in _entries()}


def known(type_: str) -> KnownType:
    """The entry of a type; for a type that was not reviewed, one that assumes the worst."""
    return CATALOGUE.get(type_) or KnownType(name=type_, drift=Drift(Sensitivity.GUARD))


def made() -> Iterator[ResourceType]:
    """The types that the stacks make."""
    return (each for each in CATALOGUE.values() if isinstance(each, ResourceType))


def is_idempotent(type_: str) -> bool:
    """Whether creating a resource that is there already changes nothing."""
    entry = known(type_)
    return isinstance(entry, ResourceType) and isinstance(entry.discovery, Idempotent)
