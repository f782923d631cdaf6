"""What was added beside Terraform's resources, where none of them would show it.

Each module reads one kind of thing from AWS: `read(resources, aws)` yields what is there and was
not made by Terraform. Names of attributes are Terraform's where it has one.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from scripts.aws.account import AwsAccount, AwsError
from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding
from scripts.commands.drift.resources import Resources
from scripts.commands.drift.unmanaged import (
    cache_users,
    database,
    event_targets,
    files,
    group_members,
    keys,
    listeners,
    log_copies,
    network,
    network_acls,
    roles,
    routes,
    scaling,
    secret_versions,
    secrets,
    security_group_rules,
    services,
    subscriptions,
    targets,
    vaults,
)

Read = Callable[[Resources, Reading], Iterable[Finding]]
READS: tuple[Read, ...] = (
    cache_users.read,
    database.read,
    event_targets.read,
    files.read,
    group_members.read,
    keys.read,
    listeners.read,
    log_copies.read,
    network.read,
    network_acls.read,
    roles.read,
    routes.read,
    scaling.read,
    secret_versions.read,
    secrets.read,
    security_group_rules.read,
    services.read,
    subscriptions.read,
    targets.read,
    vaults.read,
)
# Nearly all of the time is waiting for answers.
_AT_ONCE = 8


def read_beside(resources: Resources, account: AwsAccount) -> tuple[list[Finding], list[str]]:
    """All that was added, and one text for each thing that could not be read."""
    aws = Reading(account)
    found: list[Finding] = []
    problems: list[str] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for each in [pool.submit(_read, read, resources, aws) for read in READS]:
            findings, problem = each.result()
            found += findings
            problems += [problem] if problem else []
    return found, list(dict.fromkeys(problems))


def _read(read: Read, resources: Resources, aws: Reading) -> tuple[list[Finding], str]:
    """What one module found until AWS refused, and why it did."""
    found: list[Finding] = []
    try:
        found += read(resources, aws)
    except AwsError as failed:
        return found, str(failed)
    return found, ""
