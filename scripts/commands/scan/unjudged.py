"""What no plan holds, reported so that silence is not taken for proof."""

from collections.abc import Iterator
from typing import NamedTuple

from scripts.commands.scan.documents import json_attributes
from scripts.resources import made
from scripts.terraform.documents.configuration import WHOLE, Configuration

AFTER_APPLY = "known only after apply"
ABSENT = "not part of a plan"
REMEDY = (
    "Scan the configuration that the plan was made from as well: "
    "`openemr scan DEPLOYMENT` or its cdk.tf.json. That covers all of these."
)
# OEMR_60 compares nothing but constants in plans: scripts/commands/scan/closed_values/planned.py.
NOT_COMPARED = "references, documents and lists as written"
# Terraform reads these from the configuration only.
_NOT_IN_PLANS = {
    *("lifecycle.create_before_destroy", "lifecycle.prevent_destroy", "secret_string_wo"),
}


class Unjudged(NamedTuple):
    """What no check could look at, so that their silence about it proves nothing."""

    address: str
    attribute: str
    reason: str


def unjudged(configuration: Configuration) -> tuple[Unjudged, ...]:
    """All that a plan keeps from the checks; nothing for a synthesized configuration."""
    return tuple(sorted([*_unknown(configuration), *_absent(configuration)]))


def _unknown(configuration: Configuration) -> Iterator[Unjudged]:
    documents = set(json_attributes())
    for address, attribute in configuration.unknown:
        if (address.rpartition(".")[0].removeprefix("data."), attribute) in documents:
            yield Unjudged(address, attribute, AFTER_APPLY)


def _absent(configuration: Configuration) -> Iterator[Unjudged]:
    if configuration.planned:
        yield Unjudged(WHOLE, "terraform.backend", ABSENT)
        yield Unjudged(WHOLE, NOT_COMPARED, ABSENT)
        for entry in made():
            needed = set(entry.arguments.needed.split())
            for argument in _NOT_IN_PLANS & needed:
                for resource in configuration.of(entry.name):
                    yield Unjudged(resource.address, argument.partition(".")[0], ABSENT)
