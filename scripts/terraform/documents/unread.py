"""Parts of a plan's JSON that no review covers, and parts that say the plan must not be applied.

https://developer.hashicorp.com/terraform/internals/json-format, and what Terraform's source writes
beside it: hashicorp/terraform, internal/command/jsonplan/plan.go (read 2026-11-30).
"""

from collections.abc import Iterator, Mapping
from typing import Any

Values = Mapping[str, Any]
_KNOWN = frozenset(
    (
        *("format_version", "terraform_version", "variables", "planned_values", "prior_state"),
        *("proposed_unknown", "configuration", "resource_changes", "resource_drift"),
        *("relevant_attributes", "output_changes", "checks", "timestamp", "applyable", "complete"),
        *("errored", "deferred_changes", "action_invocations", "deferred_action_invocations"),
    )
)
_RUNS = ("action_invocations", "deferred_action_invocations")
_FAILED = ("fail", "error")
# The names of the AWS provider, and of what is built into Terraform and OpenTofu.
PROVIDERS = frozenset(
    (
        *("registry.terraform.io/hashicorp/aws", "registry.opentofu.org/hashicorp/aws"),
        "terraform.io/builtin/terraform",
    )
)


def unread_parts(document: Values) -> Iterator[str]:
    """Why the plan cannot be reviewed as a whole, each in a sentence."""
    unknown = sorted(set(document) - _KNOWN)
    if unknown:
        yield (
            f"The plan has parts that this version does not read: {', '.join(unknown)}. Nobody "
            "reviewed what they do; use a version of Terraform that docs/operations.md names."
        )
    for name in _RUNS:
        for each in document.get(name) or ():
            yield f"The plan runs the action {_address(each)}, which no review covers ({name})."
    for each in document.get("checks") or ():
        if each.get("status") in _FAILED:
            yield f"The check {_address(each)} has the status {each['status']}. Fix it first."
    configuration = document.get("configuration") or {}
    for address in _with_provisioners(configuration.get("root_module") or {}, ""):
        yield f"{address} has provisioners, programs that run where Terraform runs."
    foreign = sorted(_providers(document) - PROVIDERS)
    if foreign:
        yield f"The plan uses providers that the stacks do not have: {', '.join(foreign)}."


def _address(each: Values) -> str:
    """Its address, which Terraform writes as a text or as an object that shows one."""
    address = each.get("address") or (each.get("action_invocation") or {}).get("address")
    if isinstance(address, Mapping):
        address = address.get("to_display")
    return str(address or "?")


def _with_provisioners(module: Values, prefix: str) -> Iterator[str]:
    for each in module.get("resources") or ():
        if each.get("provisioners"):
            yield f"{prefix}{each.get('address')}"
    for name, call in (module.get("module_calls") or {}).items():
        yield from _with_provisioners(call.get("module") or {}, f"{prefix}module.{name}.")


def _providers(document: Values) -> set[str]:
    """The full names of all providers that the plan says it uses."""
    configured = (document.get("configuration") or {}).get("provider_config") or {}
    used = {str(each["full_name"]) for each in configured.values() if each.get("full_name")}
    changes = [*(document.get("resource_changes") or ()), *(document.get("resource_drift") or ())]
    return used | {str(each["provider_name"]) for each in changes if each.get("provider_name")}
