"""One change of one resource, as Terraform's JSON output describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from scripts.terraform.documents.differences import Difference, differences
from scripts.terraform.documents.masking import any_true
from scripts.terraform.documents.plan_document import MANAGED, Values


@dataclass(frozen=True)
class Change:
    """One entry of `resource_changes`, or of `resource_drift`, where `after` is what AWS has.

    actions, action_reason, replace_paths, deposed and the masks are Terraform's own:
    https://developer.hashicorp.com/terraform/internals/json-format (read 2026-11-25).
    before, after: empty where the resource does not exist.
    previous_address: where the state had it before a move. import_id: by which it is imported.
    """

    address: str
    type: str
    actions: tuple[str, ...]
    mode: str = MANAGED
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)
    after_unknown: Any = field(default_factory=dict)
    before_sensitive: Any = field(default_factory=dict)
    after_sensitive: Any = field(default_factory=dict)
    action_reason: str = ""
    replace_paths: tuple[str, ...] = ()
    previous_address: str = ""
    deposed: str = ""
    import_id: str = ""

    @property
    def action(self) -> str:
        """`create`, `update`, `replace`, `delete`, `forget`, `read` or `no-op`."""
        if len(self.actions) > 1:
            return "replace"
        return self.actions[0] if self.actions else "no-op"

    @property
    def exists(self) -> bool:
        """True if there is something that can be changed."""
        return bool(self.before)

    @property
    def still_exists(self) -> bool:
        """True if there is something afterwards as well as before."""
        return self.exists and self.action in ("update", "replace", "no-op")

    @property
    def is_gone(self) -> bool:
        """True if nothing takes its place."""
        return self.action == "delete"

    def is_unknown(self, attribute: str) -> bool:
        """True if the value of a top-level attribute, or a part of it, comes with apply only."""
        mask = self.after_unknown
        return mask is True or any_true(mask.get(attribute) if isinstance(mask, Mapping) else None)

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Differences attribute by attribute; none for a resource that is deleted."""
        if self.action in ("delete", "forget"):
            return ()
        return tuple(
            differences(
                self.before,
                self.after,
                self.after_unknown,
                (self.before_sensitive, self.after_sensitive),
            )
        )
