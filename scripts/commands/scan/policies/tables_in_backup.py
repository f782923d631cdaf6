"""Every DynamoDB table is in a backup selection."""

from scripts.commands.scan.policy import Configuration, Violations, policy


@policy(
    16,
    "Every DynamoDB table is in a backup selection.",
    hipaa="308(a)(7)(i) 308(a)(7)(ii)(A) 308(a)(7)(ii)(B)",
    nag="DynamoDBInBackupPlan",
)
def tables_in_backup(configuration: Configuration) -> Violations:
    """Beside the point-in-time recovery that CKV_AWS_28 demands."""
    selected = configuration.targets({"aws_backup_selection": "resources"})
    for table in configuration.of("aws_dynamodb_table"):
        if table.address not in selected:
            yield table.violates("in no backup selection")
