"""Attributes whose value a plan does not hold yet."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.terraform.documents.configuration import Resource, Unjudged
from scripts.terraform.documents.embedded import DOCUMENTS

AFTER_APPLY = "known only after apply"


def unknown_documents(
    resource: Resource, values: Mapping[str, Any], configured: Mapping[str, Any]
) -> Iterator[Unjudged]:
    """The policies and containers of one planned resource that are known after apply only.

    `values`: those of the plan. `configured`: the arguments that the configuration gives.
    """
    for type_, attribute in DOCUMENTS:
        if type_ == resource.type and attribute in configured and values.get(attribute) is None:
            yield Unjudged(resource.address, attribute, AFTER_APPLY)
