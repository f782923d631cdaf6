"""Whatever can refuse plain text has a policy that does."""

from scripts.commands.scan.policy import Configuration, Violations, policy

POLICY_OF = {
    "aws_efs_file_system": ("aws_efs_file_system_policy", "file_system_id"),
    "aws_s3_bucket": ("aws_s3_bucket_policy", "bucket"),
    "aws_sns_topic": ("aws_sns_topic_policy", "arn"),
    "aws_sqs_queue": ("aws_sqs_queue_policy", "queue_url"),
}


@policy(
    14,
    "Every bucket, topic, queue and file system has a policy.",
    hipaa="312(a)(2)(iv) 312(e)(1) 312(e)(2)(i)",
    nag="S3BucketSSLRequestsOnly AwsSolutions-S10 AwsSolutions-SNS3 AwsSolutions-SQS4",
)
def resource_policies_present(configuration: Configuration) -> Violations:
    """What stands in it is OEMR_1's matter."""
    for type_, (policy_type, attribute) in POLICY_OF.items():
        governed = configuration.targets({policy_type: attribute})
        for resource in configuration.of(type_):
            if resource.address not in governed:
                yield resource.violates(f"no {policy_type}")
