"""A resource in AWS that may be the wanted one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.aws.tags import read_tags


@dataclass(frozen=True)
class Found:
    """`import_id` is what Terraform imports it by.

    attributes: those that tell it from others of its type, by Terraform's names, and those that
    other resources refer to. tags: None where the type has none. busy: AWS is still making it.
    """

    import_id: str
    attributes: Mapping[str, Any]
    tags: Mapping[str, str] | None = None
    busy: bool = False


def found(import_id: str, *, tags: object = None, busy: bool = False, **attributes: Any) -> Found:
    """A Found whose `id` is the import id unless given; `tags` as AWS's services spell them."""
    read = None if tags is None else read_tags(tags)
    return Found(import_id, {"id": import_id, **attributes}, read, busy)
