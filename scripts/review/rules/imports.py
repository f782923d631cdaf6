"""Differences of an import that change nothing in AWS.

An import reads a resource from AWS. An argument that AWS reports in no answer is then empty, and
the plan sets it: in the state only, where the provider looks it up when it deletes the resource.
Such a difference is no change of the resource, so that no rule judges it.

The entries of the catalogue list them. `unreported`: an argument of the provider's own, or a
parameter of requests alone; that no answer of AWS holds it is tested against the models of its API.
`unread`: AWS has it under another name. The provider's Read functions never set either, and its
acceptance tests leave them out of what an import has to read (ImportStateVerifyIgnore;
github.com/hashicorp/terraform-provider-aws, internal/service, read 2026-11-29). Whatever is on no
list is judged as in any other plan: what an import reads as nothing may be nothing in AWS.
"""

from scripts.resources import known
from scripts.review.verdict import Verdict
from scripts.terraform.documents.change import Change


def is_artefact(change: Change, verdict: Verdict) -> bool:
    """Whether `verdict` is about an argument that the import could not read."""
    return is_unread(change, verdict.attribute)


def is_unread(change: Change, attribute: str) -> bool:
    """Whether the import could not read a top-level argument."""
    entry = known(change.type)
    return (
        bool(change.import_id)
        and change.action == "update"
        and attribute in (*entry.unreported, *entry.unread)
        and change.before.get(attribute) is None
    )
