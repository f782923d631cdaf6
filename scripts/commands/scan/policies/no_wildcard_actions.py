"""IAM policies name the actions they allow."""

from scripts.commands.scan.documents import iam_statements
from scripts.commands.scan.policy import Configuration, Violations, policy


@policy(
    7,
    "An IAM policy names every action it allows, without wildcards.",
    hipaa=(
        "308(a)(3)(i) 308(a)(3)(ii)(A) 308(a)(3)(ii)(B) 308(a)(4)(i) 308(a)(4)(ii)(A) "
        "308(a)(4)(ii)(B) 308(a)(4)(ii)(C) 312(a)(1)"
    ),
    nag=(
        "IAMPolicyNoStatementsWithFullAccess IAMPolicyNoStatementsWithAdminAccess AwsSolutions-IAM5"
    ),
)
def no_wildcard_actions(configuration: Configuration) -> Violations:
    """Allowing all but some actions (NotAction) is a wildcard as well."""
    for resource, statement in iam_statements(configuration):
        if not statement.allows:
            continue
        for action in statement.actions:
            if "*" in action or "?" in action:
                yield resource.violates(f"allows {action}")
        if "NotAction" in statement.raw or "NotResource" in statement.raw:
            yield resource.violates("allows by NotAction or NotResource")
