"""EC2 security groups: a rule of every protocol has no ports."""

from typing import Any

from ministack.services import ec2

from scripts.embedded_aws.server.patching import Handler, around


@around(ec2, "_parse_ip_permissions")
def no_ports_for_every_protocol(
    original: Handler, params: dict[str, Any], prefix: str
) -> list[dict[str, Any]]:
    """The provider revokes the default egress rule with ports 0-0; MiniStack compares ports.

    Without this every group silently keeps its open egress, and no plan shows it.
    """
    rules: list[dict[str, Any]] = original(params, prefix)
    for rule in rules:
        if rule["IpProtocol"] == "-1":
            rule.pop("FromPort", None)
            rule.pop("ToPort", None)
    return rules
