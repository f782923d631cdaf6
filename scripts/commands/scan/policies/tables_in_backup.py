"""Every DynamoDB table is in a backup selection."""

from collections.abc import Iterator

from scripts.commands.scan.policy import policy
from scripts.terraform.documents.configuration import Configuration, Violation


@policy(
    16,
    "Every DynamoDB table is in a backup selection.",
    hipaa=("308(a)(7)(i)", "308(a)(7)(ii)(A)", "308(a)(7)(ii)(B)"),
    nag=("DynamoDBInBackupPlan",),
)
def tables_in_backup(configuration: Configuration) -> Iterator[Violation]:
    """Beside the point-in-time recovery that CKV_AWS_28 demands."""
    for table in configuration.of("aws_dynamodb_table"):
        selections = configuration.of("aws_backup_selection")
        if not any(table.address in each.refers_to("resources") for each in selections):
            yield table.violates("in no backup selection")
