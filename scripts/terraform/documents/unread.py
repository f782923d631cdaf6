"""Parts of a plan's JSON that no review covers, and parts that say the plan must not be applied.

https://developer.hashicorp.com/terraform/internals/json-format, and what Terraform's source writes
beside it: hashicorp/terraform, internal/command/jsonplan/plan.go and jsonconfig/config.go (read
2026-11-30).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.terraform.documents.plan_document import MANAGED

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
# A check that is unknown is decided by the apply.
_SOUND = ("pass", "unknown")
# The names of the AWS provider, and of what is built into Terraform and OpenTofu.
PROVIDERS = frozenset(
    (
        *("registry.terraform.io/hashicorp/aws", "registry.opentofu.org/hashicorp/aws"),
        "terraform.io/builtin/terraform",
    )
)
# What the stacks read beside what they make. Others may run programs when they are read, such as
# aws_lambda_invocation.
READ = frozenset(("aws_caller_identity", "aws_secretsmanager_random_password"))
_PARTS = frozenset(("provider_config", "root_module"))
_MODULE = frozenset(("outputs", "resources", "module_calls", "variables"))
_RESOURCE = frozenset(
    (
        *("address", "mode", "type", "name", "provider_config_key", "provisioners", "expressions"),
        *("schema_version", "count_expression", "for_each_expression", "depends_on"),
    )
)
# The provider blocks that the stacks have, without an alias, and their arguments: another role or
# endpoint is another account, whatever the plan says of its own.
_PROVIDER_BLOCKS = ("aws", "terraform")
# How often a request is tried again changes nothing of what is planned.
_PROVIDER_ARGUMENTS = frozenset(("allowed_account_ids", "default_tags", "max_retries", "region"))


def unread_parts(document: Values) -> Iterator[str]:
    """Why the plan cannot be reviewed as a whole, each in a sentence."""
    yield from _unknown("The plan", document, _KNOWN)
    for name in _RUNS:
        for each in document.get(name) or ():
            yield f"The plan runs the action {_address(each)}, which no review covers ({name})."
    for check in document.get("checks") or ():
        for each in (check, *(check.get("instances") or ())):
            if each.get("status") not in _SOUND:
                yield f"The check {_address(each)} has the status {each['status']}. Fix it first."
    yield from _of_configuration(document.get("configuration") or {})
    foreign = sorted(_providers(document) - PROVIDERS)
    if foreign:
        yield f"The plan uses providers that the stacks do not have: {', '.join(foreign)}."
    for each in sorted(_read(document) - READ):
        yield f"The plan reads {each}, which the stacks do not: reading may run a program."


def _unknown(where: str, values: Values, known: frozenset[str]) -> Iterator[str]:
    unknown = sorted(set(values) - known)
    if unknown:
        yield (
            f"{where} has parts that this version does not read: {', '.join(unknown)}. Nobody "
            "reviewed what they do; use a version of Terraform that docs/operations.md names."
        )


def _address(each: Values) -> str:
    """Its address, which Terraform writes as a text or as an object that shows one."""
    address = each.get("address") or (each.get("action_invocation") or {}).get("address")
    if isinstance(address, Mapping):
        address = address.get("to_display")
    return str(address or "?")


def _of_configuration(configuration: Values) -> Iterator[str]:
    yield from _unknown("The plan's configuration", configuration, _PARTS)
    for name, block in (configuration.get("provider_config") or {}).items():
        arguments = sorted(set(block.get("expressions") or {}) - _PROVIDER_ARGUMENTS)
        if name not in _PROVIDER_BLOCKS:
            yield f"The stacks have no provider block {name}, by which resources may be elsewhere."
        elif arguments:
            yield f"The stacks do not give the provider {name} these: {', '.join(arguments)}."
    yield from _of_module(configuration.get("root_module") or {}, "")


def _of_module(module: Values, prefix: str) -> Iterator[str]:
    if module.get("actions"):
        names = ", ".join(_address(each) for each in module["actions"])
        yield f"The configuration has actions, programs that Terraform may run: {names}."
    yield from _unknown("The plan's configuration", module, _MODULE | {"actions"})
    for each in module.get("resources") or ():
        address = f"{prefix}{each.get('address')}"
        yield from _unknown(address, each, _RESOURCE)
        if each.get("provisioners"):
            yield f"{address} has provisioners, programs that run where Terraform runs."
        if (each.get("provider_config_key") or "aws") not in _PROVIDER_BLOCKS:
            yield f"{address} is not of the stacks' provider, but of {each['provider_config_key']}."
    for name, call in (module.get("module_calls") or {}).items():
        yield f"The stacks have no module {prefix}{name}."
        yield from _of_module(call.get("module") or {}, f"{prefix}module.{name}.")


def _providers(document: Values) -> set[str]:
    """The full names of all providers that the plan says it uses."""
    configured = (document.get("configuration") or {}).get("provider_config") or {}
    used = {str(each["full_name"]) for each in configured.values() if each.get("full_name")}
    changes = [*(document.get("resource_changes") or ()), *(document.get("resource_drift") or ())]
    return used | {str(each["provider_name"]) for each in changes if each.get("provider_name")}


def _read(document: Values) -> set[str]:
    """The types of what the plan reads and does not make: data sources and ephemeral resources."""
    root = (document.get("configuration") or {}).get("root_module") or {}
    listed = [*(root.get("resources") or ()), *(document.get("resource_changes") or ())]
    return {str(each.get("type")) for each in listed if (each.get("mode") or MANAGED) != MANAGED}
