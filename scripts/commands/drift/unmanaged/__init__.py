"""Unmanaged additions: what AWS has beside Terraform's resources, where none of them shows it.

Each reader yields what is there and was not made by Terraform. Names of attributes are Terraform's
where it has one.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from scripts.aws.account import AwsAccount, AwsError
from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Finding
from scripts.commands.drift.refresh import Resources
from scripts.commands.drift.unmanaged import access, data, network, services

Read = Callable[[Resources, AwsReader], Iterable[Finding]]
READS: tuple[Read, ...] = (
    *(access.key_grants, access.master_user_secrets, access.policies, access.secret_versions),
    *(data.backup_opt_in, data.cache_users, data.databases, data.file_systems),
    data.vault_policies,
    *(network.groups_of_services, network.network_acls, network.routes),
    *(network.security_group_members, network.security_group_rules, network.vpc_parts),
    *(services.event_targets, services.listeners, services.scaling, services.services),
    *(services.subscription_filters, services.subscriptions, services.targets),
)
# Nearly all of the time is waiting for answers.
_AT_ONCE = 8


def read_unmanaged(resources: Resources, account: AwsAccount) -> tuple[list[Finding], list[str]]:
    """All that was added, and one text for each thing that could not be read."""
    aws = AwsReader(account)
    found: list[Finding] = []
    problems: list[str] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for each in [pool.submit(_read, read, resources, aws) for read in READS]:
            findings, problem = each.result()
            found += findings
            problems += [problem] if problem else []
    return found, list(dict.fromkeys(problems))


def _read(read: Read, resources: Resources, aws: AwsReader) -> tuple[list[Finding], str]:
    """What one reader found until AWS refused, and why it did."""
    found: list[Finding] = []
    try:
        found += read(resources, aws)
    except AwsError as failed:
        return found, str(failed)
    return found, ""
