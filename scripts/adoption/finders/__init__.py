"""How to find a resource of each type: one finder for a type, by service."""

from collections.abc import Callable, Iterable, Mapping

from scripts.adoption.finders import (
    application,
    buckets,
    data,
    evidence,
    identity,
    load_balancing,
    network,
    security_groups,
    watching,
)
from scripts.adoption.found import Found
from scripts.adoption.wanted import Wanted
from scripts.aws.reader import Aws

Finder = Callable[[Aws, Wanted], Iterable[Found]]

FINDERS: Mapping[str, Finder] = {
    **network.FINDERS,
    **security_groups.FINDERS,
    **buckets.FINDERS,
    **identity.FINDERS,
    **data.FINDERS,
    **load_balancing.FINDERS,
    **application.FINDERS,
    **evidence.FINDERS,
    **watching.FINDERS,
}
