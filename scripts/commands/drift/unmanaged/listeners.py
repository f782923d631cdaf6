"""Listeners of our load balancer, their rules and certificates, that Terraform did not make."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resources


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Further ways into the application."""
    ours = {each.id: each.address for each in resources.of("aws_lb_listener")}
    for balancer in resources.of("aws_lb"):
        for listener in aws.list(
            "elbv2", "describe_listeners", "Listeners", LoadBalancerArn=balancer.id
        ):
            arn = listener["ListenerArn"]
            if arn not in ours:
                yield added(
                    balancer.address,
                    "listener",
                    f"{listener['Protocol']} {listener['Port']}, {_actions(listener)}",
                    Severity.CRITICAL,
                    "A listener was added by hand; it is another way into the application.",
                    identity=arn,
                )
    for arn, address in ours.items():
        yield from _rules(arn, address, resources, aws)
        yield from _certificates(arn, address, resources, aws)


def _rules(arn: str, address: str, resources: Resources, aws: Reading) -> Iterator[Finding]:
    ours = resources.ids("aws_lb_listener_rule")
    for rule in aws.list("elbv2", "describe_rules", "Rules", ListenerArn=arn):
        if not rule["IsDefault"] and rule["RuleArn"] not in ours:
            yield added(
                address,
                "listener_rule",
                f"priority {rule['Priority']}: {_conditions(rule)}, {_actions(rule)}",
                Severity.HIGH,
                "A rule was added to the listener by hand; some requests go another way.",
                identity=rule["RuleArn"],
            )


def _certificates(arn: str, address: str, resources: Resources, aws: Reading) -> Iterator[Finding]:
    ours = {
        each.values["certificate_arn"]
        for each in resources.of("aws_lb_listener_certificate")
        if each.values["listener_arn"] == arn
    }
    for certificate in aws.list(
        "elbv2", "describe_listener_certificates", "Certificates", ListenerArn=arn
    ):
        name = certificate["CertificateArn"]
        if not certificate["IsDefault"] and name not in ours:
            yield added(
                address,
                "certificate",
                name,
                Severity.HIGH,
                "A certificate was added by hand; the load balancer answers for another name.",
                identity=name,
            )


def _actions(of: Mapping[str, Any]) -> str:
    actions = of.get("DefaultActions") or of.get("Actions") or []
    return " and ".join(str(each["Type"]) for each in actions) or "no action"


def _conditions(rule: Mapping[str, Any]) -> str:
    parts = [
        f"{each['Field']} {', '.join(each.get('Values') or ['...'])}"
        for each in rule.get("Conditions", [])
    ]
    return " and ".join(parts) or "every request"
