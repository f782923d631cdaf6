"""Nothing is made that no check judges."""

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.resources import made

PROGRAMS = ("provisioner", "connection")


@policy(
    42,
    "Only resource types on the allow-list are created: no users, access keys or machines.",
    hipaa="308(a)(1)(ii)(B) 308(a)(3)(i) 308(a)(4)(ii)(B) 308(a)(8) 312(a)(1) 312(a)(2)(i) 312(d)",
)
def reviewed_types(configuration: Configuration) -> Violations:
    """Also the reason why a rule about a service that is not used cannot be broken."""
    stack = "deployment" if configuration.is_deployment else "remote-state"
    reviewed = {each.name for each in made() if each.stack in ("", stack)}
    for resource in configuration.resources:
        if resource.mode == "managed" and resource.type not in reviewed:
            yield resource.violates(f"resource type {resource.type} is not on the allow-list")
        for program in PROGRAMS:
            if resource.get(program):
                yield resource.violates(f"{program} runs programs on the deployer's machine")
