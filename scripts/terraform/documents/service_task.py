"""The task definition that the service runs, among others such as that of a restore."""

from collections.abc import Mapping
from typing import Any

from scripts.terraform.documents.configuration import references
from scripts.terraform.documents.state import StateResource, StateResources

_SERVICE, _DEFINITION = "aws_ecs_service", "aws_ecs_task_definition"


def configured_service_task(configuration: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Its arguments in a cdk.tf.json; of the first one without a service, None without any."""
    definitions = configuration.get("resource", {}).get(_DEFINITION, {})
    found: Mapping[str, Any] | None = definitions.get(_configured_name(configuration))
    return found or next(iter(definitions.values()), None)


def deployed_service_task(
    configuration: Mapping[str, Any], state: Mapping[str, Any]
) -> StateResource | None:
    """The same in a decoded state.

    After an interrupted apply the service may be missing: then it is the one at the address that
    the configuration's service refers to, or else the first.
    """
    resources = StateResources.of(state)
    definitions = resources.of_type(_DEFINITION)
    run = {str(each.attributes.get("task_definition")) for each in resources.of_type(_SERVICE)}
    address = f"{_DEFINITION}.{_configured_name(configuration)}"
    of_service = [each for each in definitions if each.attributes.get("arn") in run]
    at_address = [each for each in definitions if each.address == address]
    return next(iter([*of_service, *at_address, *definitions]), None)


def _configured_name(configuration: Mapping[str, Any]) -> str:
    services = configuration.get("resource", {}).get(_SERVICE, {}).values()
    found = {address for each in services for address in references(each.get("task_definition"))}
    return next((each.rpartition(".")[2] for each in sorted(found)), "")
