"""Rights stand in policies of their own, where they can be reviewed."""

from scripts.commands.scan.policy import Configuration, Violations, policy

INLINE = ("aws_iam_group_policy", "aws_iam_role_policy", "aws_iam_user_policy")


@policy(
    6,
    "No role, user or group has an inline policy.",
    hipaa=(
        "308(a)(3)(i) 308(a)(3)(ii)(A) 308(a)(3)(ii)(B) 308(a)(4)(i) 308(a)(4)(ii)(A) "
        "308(a)(4)(ii)(B) 308(a)(4)(ii)(C) 312(a)(1)"
    ),
    nag="IAMNoInlinePolicy",
)
def no_inline_iam_policies(configuration: Configuration) -> Violations:
    """Neither as resource nor as block of a role."""
    for resource in configuration.of(*INLINE):
        yield resource.violates("an inline policy; use aws_iam_policy and an attachment")
    for role in configuration.of("aws_iam_role"):
        if role.get("inline_policy"):
            yield role.violates("inline_policy; use aws_iam_policy and an attachment")
