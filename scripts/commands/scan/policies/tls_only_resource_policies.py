"""Policies of buckets, topics, queues and file systems deny requests without TLS."""

from scripts.commands.scan.policies.resource_policies_present import POLICY_OF
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.embedded import Statement, policies_in

POLICIES = dict.fromkeys((type_ for type_, _ in POLICY_OF.values()), "policy")
BUCKET_POLICY, TOPIC_POLICY = (POLICY_OF[each][0] for each in ("aws_s3_bucket", "aws_sns_topic"))


@policy(
    1,
    "Policies of buckets, topics, queues and file systems deny requests without TLS.",
    hipaa="312(a)(2)(iv) 312(c)(2) 312(e)(1) 312(e)(2)(i) 312(e)(2)(ii)",
    nag="S3BucketSSLRequestsOnly AwsSolutions-S10 AwsSolutions-SNS3 AwsSolutions-SQS4",
)
def tls_only_resource_policies(configuration: Configuration) -> Violations:
    """For a bucket both the bucket and its objects must be covered."""
    for resource, statements in policies_in(configuration, POLICIES):
        denied = [
            target
            for each in statements
            if _refuses_plain_text(each, resource.type)
            for target in each.resources
        ]
        own = [each for each in denied if each == "*" or "${aws_" in each]
        if not (denied if configuration.planned else own):
            yield resource.violates("no statement denies aws:SecureTransport=false to everyone")
        elif resource.type == BUCKET_POLICY and not _covers_bucket_and_objects(denied):
            yield resource.violates("TLS is demanded for the bucket or its objects, not for both")


def _refuses_plain_text(statement: Statement, type_: str) -> bool:
    values = statement.condition.get("Bool", {}).get("aws:securetransport", [])
    only_condition = statement.condition_keys == {"aws:securetransport"}
    everything = {"*", "s3:*", "sqs:*", "sns:*", "elasticfilesystem:*"}
    actions = everything | ({"sns:Publish"} if type_ == TOPIC_POLICY else set())
    return (
        not statement.allows
        and statement.concerns_everyone
        and only_condition
        and [str(value).lower() for value in values] == ["false"]
        and bool(actions & set(statement.actions))
    )


def _covers_bucket_and_objects(targets: list[str]) -> bool:
    objects = any(target.endswith("/*") or target == "*" for target in targets)
    bucket = any(not target.endswith("/*") for target in targets)
    return objects and bucket
