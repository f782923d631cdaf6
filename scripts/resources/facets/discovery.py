"""Facet of `openemr state adopt`: how to find a resource that the state lacks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scripts.aws.reader import AwsReader
from scripts.resources.facets.found import Found
from scripts.resources.facets.wanted import Wanted

Finder = Callable[[AwsReader, Wanted], Iterable[Found]]


@dataclass(frozen=True)
class FoundBy:
    """`finder` asks AWS for resources that may be the wanted one."""

    finder: Finder


@dataclass(frozen=True)
class Idempotent:
    """Its creation is idempotent: it changes nothing where it exists; `call` is AWS's, or why."""

    call: str
