"""Databases and file systems of the pair that the service does not use (stacks/stores.py)."""

from scripts.terraform.documents.configuration import Configuration, Resource, references

_SERVICE, _DEFINITION = "aws_ecs_service", "aws_ecs_task_definition"


def is_standby(configuration: Configuration, resource: Resource) -> bool:
    """True if the tasks of the service name another resource of its type, and not this one.

    False wherever that is not known, such as without a service, or in a plan with values instead of
    references.
    """
    definitions = configuration.at(
        configuration.targets({_SERVICE: "task_definition"}), _DEFINITION
    )
    named = {address for each in definitions for address in references(each.attributes)}
    named |= {address for each in definitions for address in references(each.given or {})}
    same_type = {each for each in named if each.partition(".")[0] == resource.type}
    return bool(same_type) and resource.address not in same_type
