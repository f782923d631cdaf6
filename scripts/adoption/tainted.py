"""Protected resources whose creation was cut off: kept, instead of destroyed and made again."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.cli.steps import Steps
from scripts.terraform import Terraform
from scripts.terraform.documents.state import read_resources

# AWS's own protection, by Terraform's names.
_PROTECTIONS = ("deletion_protection", "deletion_protection_enabled", "enable_deletion_protection")


def protected_and_tainted(
    configuration: Mapping[str, Any], state: Mapping[str, Any]
) -> Iterator[str]:
    """Addresses that Terraform would destroy because they are tainted, and may not destroy."""
    configured = configuration.get("resource", {})
    for each in read_resources(state):
        arguments = configured.get(each.type, {}).get(each.address.removeprefix(f"{each.type}."))
        if each.is_managed and each.is_tainted and _is_protected(arguments or {}):
            yield each.address


def untaint_protected(
    terraform: Terraform, configuration: Mapping[str, Any], state: Mapping[str, Any], steps: Steps
) -> bool:
    """Let the next plan complete them by changes in place; True if there were any.

    Terraform marks whatever failed or was interrupted while it was made, to make it anew. What
    `prevent_destroy` protects would stop every plan from then on. Raises TerraformFailedError.
    """
    addresses = list(protected_and_tainted(configuration, state))
    if not addresses:
        return False
    with steps.step("untaint", "Untaint protected resources") as step:
        for address in addresses:
            terraform.run("untaint", "-no-color", address).check()
        step.update(", ".join(addresses))
    return True


def _is_protected(arguments: Mapping[str, Any]) -> bool:
    lifecycle = arguments.get("lifecycle") or {}
    return bool(lifecycle.get("prevent_destroy")) or any(
        arguments.get(name) for name in _PROTECTIONS
    )
