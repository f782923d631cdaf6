"""EC2's filters, as botocore's documentation of each operation lists them."""

import re
from collections.abc import Iterator
from typing import Any

from scripts.embedded_aws.server.models.catalogue import Operation

_LISTED = re.compile(r"<li>\s*(?:<p>)?\s*<code>([^<]+)</code>")
_MEMBERS = ("Filter", "Filters")


def unknown_filters(operation: Operation, given: dict[str, Any]) -> Iterator[str]:
    """Names of filters that the operation does not have; none where no list is published."""
    if operation.service != "ec2" or operation.model.input_shape is None:
        return
    for member in _MEMBERS:
        shape = operation.model.input_shape.members.get(member)
        listed = set(_LISTED.findall(shape.documentation)) if shape is not None else set()
        for each in given.get(member) or ():
            name = str(each.get("Name", ""))
            is_tag = name.startswith("tag:") and "tag" in listed
            if listed and not is_tag and (name == "tag" or name not in listed):
                yield name
