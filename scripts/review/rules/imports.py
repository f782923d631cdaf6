"""Differences of an import that change nothing in AWS.

An import reads a resource from AWS. An argument that AWS reports in no answer is then empty, and
the plan sets it: in the state only, where the provider looks it up when it deletes the resource.
Such a difference is no change of the resource, so that no rule judges it.

Each is an argument of the provider's own, or a parameter of AWS's Delete operations alone. The
provider's Read functions never set them, and its acceptance tests leave them out of what an import
has to read (ImportStateVerifyIgnore; github.com/hashicorp/terraform-provider-aws, internal/service,
read 2026-11-29). That no answer of AWS holds them is tested against the models of its API.
"""

from scripts.resources import known
from scripts.review.verdict import Verdict
from scripts.terraform.documents.change import Change


def is_artefact(change: Change, verdict: Verdict) -> bool:
    """Whether `verdict` is about an argument that the import could not read."""
    return (
        bool(change.import_id)
        and change.action == "update"
        and verdict.attribute in known(change.type).unreported
        and change.before.get(verdict.attribute) is None
    )
