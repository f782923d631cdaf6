"""What no plan holds, reported so that silence is not taken for proof."""

from collections.abc import Iterator

from scripts.commands.scan.policies.deletion_protection import PREVENT_DESTROY
from scripts.terraform.documents.configuration import WHOLE, Configuration, Unjudged
from scripts.terraform.documents.unjudged import AFTER_APPLY

ABSENT = "no part of a plan"
REMEDY = (
    "Scan the configuration that the plan was made from as well: "
    "`openemr scan DEPLOYMENT` or its cdk.tf.json. It tells all of these."
)
# Type -> argument that Terraform reads from the configuration only.
_NOT_IN_PLANS = {
    **dict.fromkeys(PREVENT_DESTROY, "lifecycle"),
    "aws_acm_certificate": "lifecycle",
    "aws_secretsmanager_secret_version": "secret_string_wo",
}


def unjudged(configuration: Configuration) -> tuple[Unjudged, ...]:
    """All that a plan keeps from the checks; nothing for a synthesized configuration."""
    return tuple(sorted([*configuration.unjudged, *_absent(configuration)]))


def _absent(configuration: Configuration) -> Iterator[Unjudged]:
    if configuration.planned:
        yield Unjudged(WHOLE, "terraform.backend", ABSENT)
        for resource in configuration.resources:
            if resource.type in _NOT_IN_PLANS:
                yield Unjudged(resource.address, _NOT_IN_PLANS[resource.type], ABSENT)


__all__ = ["ABSENT", "AFTER_APPLY", "REMEDY", "unjudged"]
