"""Names in AWS that the deployment needs: free, its own, or taken."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from scripts.aws.account import AwsError, aws_errors
from scripts.aws.reader import AwsReader
from scripts.inventory.final_snapshots import commands_to_rename, taken_final_snapshots
from scripts.preflight.finding import Finding, Status, not_checked, ok, problem, warning
from scripts.preflight.subject import Subject
from scripts.terraform.documents.state import StateResources, read_resources

_ACCOUNT = re.compile(r"\$\{data\.aws_caller_identity\.\w+\.account_id\}")
# The arguments that name a resource in AWS, whatever its type.
_NAMED_BY = ("bucket", "cluster_identifier", "creation_token", "name")


def names(subject: Subject) -> Iterator[Finding]:
    """Check the names of resources that the state lacks, by the search for unmanaged resources.

    Resources that `deploy` imports are no problem; those that it refuses to import are.
    """
    found = [*_found(subject), *_secrets(subject), *_aliases(subject)]
    yield from (*found, *_final_snapshots(subject))
    free = len(_missing(subject)) - sum(each.status is Status.PROBLEM for each in found)
    if free > 0:
        yield ok("Names", f"{free} free")
    elif not found:
        yield ok("Names", "all belong to this deployment")


def _found(subject: Subject) -> Iterator[Finding]:
    orphans = subject.orphans
    if orphans.adopted:
        text = (
            f"{len(orphans.adopted)} resources of this deployment exist but are not in the state: "
            "an apply was interrupted, or the state was lost. The next deploy imports them"
        )
        yield warning("Names", text, f"openemr deploy {subject.name}")
    for address, foreign in orphans.foreign.items():
        fix = "another deployment name; or, if it is this deployment's own, restore its tags"
        yield problem(_name(subject, address), f"not this deployment's: {foreign}", fix)
    for address, fitting in orphans.doubled.items():
        text = f"several match: {', '.join(fitting)}"
        yield problem(_name(subject, address), text, "delete the ones that are not needed")
    for address, refused in orphans.unsearched.items():
        yield not_checked(_name(subject, address), refused)


def _secrets(subject: Subject) -> Iterator[Finding]:
    """Secrets scheduled for deletion, whose names stay taken; the search leaves them out."""
    client = subject.account.client("secretsmanager")

    def judge(name: str) -> Finding | None:
        with aws_errors(f"look for secret {name} (secretsmanager:DescribeSecret)"):
            try:
                deleted = client.describe_secret(SecretId=name).get("DeletedDate")
            except client.exceptions.ResourceNotFoundException:
                return None
        if not deleted:
            return None
        restore = f"aws secretsmanager restore-secret --secret-id {name}"
        fix = f"{restore}, then openemr state adopt {subject.name}"
        return problem(name, f"secret scheduled for deletion since {deleted:%Y-%m-%d}", fix)

    yield from _each(subject, "aws_secretsmanager_secret", judge)


def _aliases(subject: Subject) -> Iterator[Finding]:
    """Key aliases, which the search finds only for a key that exists already."""
    kms = subject.account.client("kms")

    @cache
    def known() -> set[str]:
        with aws_errors("list key aliases (kms:ListAliases)"):
            pages = kms.get_paginator("list_aliases").paginate()
            return {alias["AliasName"] for page in pages for alias in page["Aliases"]}

    def judge(name: str) -> Finding | None:
        if name not in known():
            return None
        fix = (
            f"if an interrupted deployment left it: openemr state adopt {subject.name}; if it is "
            "another owner's: choose another deployment name"
        )
        return problem(name, "a key alias of this name exists and is not in the state", fix)

    yield from _each(subject, "aws_kms_alias", judge)


def _final_snapshots(subject: Subject) -> Iterator[Finding]:
    """Snapshots that keep RDS from deleting, or replacing, the database; a deployment works."""
    try:
        taken = taken_final_snapshots(AwsReader(subject.account), StateResources.of(subject.state))
    except AwsError as refused:
        yield not_checked("Final snapshot", str(refused))
        return
    for address, name in taken.items():
        text = f"a snapshot of this name exists, so that RDS refuses to delete {address}"
        yield warning(name, text, commands_to_rename(name))


def _each(subject: Subject, kind: str, judge: Callable[[str], Finding | None]) -> Iterator[Finding]:
    try:
        for address, name in _missing(subject).items():
            if address.startswith(f"{kind}.") and (finding := judge(name)):
                yield finding
    except AwsError as refused:
        yield not_checked(f"{kind} names", str(refused))


def _missing(subject: Subject) -> dict[str, str]:
    """Address -> name of resources that are neither in the state nor found in AWS."""
    orphans = subject.orphans
    known = {each.address for each in read_resources(subject.state)}
    known |= {*orphans.adopted, *orphans.foreign, *orphans.doubled, *orphans.unsearched}
    named = {
        f"{kind}.{resource}": _in_aws(subject, arguments)
        for kind, resources in subject.configuration["resource"].items()
        for resource, arguments in resources.items()
    }
    return {address: name for address, name in named.items() if name and address not in known}


def _name(subject: Subject, address: str) -> str:
    """The name of a resource in AWS; else its address."""
    kind, _, resource = address.partition(".")
    return _in_aws(subject, subject.configured(kind)[resource]) or address


def _in_aws(subject: Subject, arguments: Mapping[str, Any]) -> str:
    """The resource's name; empty if it has none, or one that is known after apply only."""
    argument = next((each for each in _NAMED_BY if each in arguments), "")
    name = _ACCOUNT.sub(lambda _: subject.caller.account, str(arguments.get(argument, "")))
    return "" if "${" in name else name
