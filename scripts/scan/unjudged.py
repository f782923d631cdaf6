"""What a plan keeps from every check, told so that nobody takes silence for proof."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.scan.configuration import WHOLE, Resource, Unjudged
from scripts.scan.documents import DOCUMENTS
from scripts.scan.policies.deletion_protection import PREVENT_DESTROY

AFTER_APPLY = "known only after apply"
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


def unjudged(
    resource: Resource, values: Mapping[str, Any], configured: Mapping[str, Any]
) -> Iterator[Unjudged]:
    """What is missing of one planned resource.

    `values`: those of the plan. `configured`: the arguments that the configuration gives.
    """
    for type_, attribute in DOCUMENTS:
        if type_ == resource.type and attribute in configured and values.get(attribute) is None:
            yield Unjudged(resource.address, attribute, AFTER_APPLY)
    if resource.type in _NOT_IN_PLANS:
        yield Unjudged(resource.address, _NOT_IN_PLANS[resource.type], ABSENT)


def of_whole_plans() -> Iterator[Unjudged]:
    """What no plan tells of the deployment."""
    yield Unjudged(WHOLE, "terraform.backend", ABSENT)
