"""Every file system is in a backup selection."""

from scripts.commands.scan.policy import Configuration, Violations, policy


@policy(
    13,
    "Every EFS file system and Aurora cluster is in a backup selection of a plan.",
    hipaa="308(a)(7)(i) 308(a)(7)(ii)(A) 308(a)(7)(ii)(B)",
    nag="EFSInBackupPlan RDSInBackupPlan",
)
def files_in_backup(configuration: Configuration) -> Violations:
    """Checkov's CKV2_AWS_18 is silent where there is no selection at all."""
    selected = {
        address
        for selection in configuration.of("aws_backup_selection")
        if any(address.startswith("aws_backup_plan.") for address in selection.refers_to("plan_id"))
        for address in selection.refers_to("resources")
    }
    for store in configuration.of("aws_efs_file_system", "aws_rds_cluster"):
        if store.address not in selected:
            yield store.violates("in no backup selection")
