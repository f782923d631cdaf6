"""Names that a deployment is going to take: whether somebody has them already."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.aws.account import AwsError
from scripts.preflight.checks.taken import LOOKUPS, Lookup
from scripts.preflight.finding import Finding, Status, not_checked, ok, problem, warning
from scripts.preflight.subject import Subject
from scripts.terraform.documents.state import read_resources

_ACCOUNT = re.compile(r"\$\{data\.aws_caller_identity\.\w+\.account_id\}")


def names(subject: Subject) -> Iterator[Finding]:
    """Whether what the state lacks is free, this deployment's own, or another's.

    What adoption finds is judged as it judges it: resources that `deploy` takes over are no problem
    here, and those that it refuses are. Other names are looked up.
    """
    yield from _found(subject)
    findings = [finding for lookup in LOOKUPS for finding in _look(subject, lookup)]
    free = [each for each in findings if each.status is Status.OK]
    yield from (each for each in findings if each.status is not Status.OK)
    if free:
        yield ok("Names", f"{len(free)} free")
    elif not findings and subject.orphans == type(subject.orphans)():
        yield ok("Names", "all are this deployment's own already")


def _found(subject: Subject) -> Iterator[Finding]:
    orphans = subject.orphans
    if orphans.adopted:
        said = (
            f"{len(orphans.adopted)} resources of this deployment exist, and are not in the state: "
            "an apply was cut off, or the state was lost. The next deploy takes them over"
        )
        yield warning("Names", said, f"openemr deploy {subject.name}")
    for address, foreign in orphans.foreign.items():
        fix = "another deployment name; or, if it is this deployment's own, set its tags back"
        yield problem(_name(subject, address), f"not this deployment's: {foreign}", fix)
    for address, fitting in orphans.doubled.items():
        said = f"several fit: {', '.join(fitting)}"
        yield problem(_name(subject, address), said, "delete what is too many")
    for address, refused in orphans.unsearched.items():
        yield not_checked(_name(subject, address), refused)


def _name(subject: Subject, address: str) -> str:
    """The name in AWS by which people know a resource; else its address."""
    kind, _, resource = address.partition(".")
    attribute = next((each.attribute for each in LOOKUPS if each.type == kind), "")
    return _in_aws(subject, subject.configured(kind)[resource], attribute) or address


def _in_aws(subject: Subject, arguments: Mapping[str, Any], attribute: str) -> str:
    """A name with the account's id in it; empty if it is known after apply only."""
    name = _ACCOUNT.sub(subject.caller.account, str(arguments.get(attribute, "")))
    return "" if "${" in name else name


def _look(subject: Subject, lookup: Lookup) -> Iterator[Finding]:
    try:
        for name in _wanted(subject, lookup):
            held = lookup.holder(subject, name)
            if held:
                yield problem(name, f"{lookup.what} of this name: {held.said}", held.fix)
            else:
                yield ok(name, "free")
    except AwsError as refused:
        yield not_checked(f"{lookup.what} names", str(refused))


def _wanted(subject: Subject, lookup: Lookup) -> Iterator[str]:
    """Names of which neither the state nor the search for its orphans knows anything."""
    orphans = subject.orphans
    known = {each.address for each in read_resources(subject.state)}
    known |= {*orphans.adopted, *orphans.foreign, *orphans.doubled, *orphans.unsearched}
    for resource, arguments in subject.configured(lookup.type).items():
        name = _in_aws(subject, arguments, lookup.attribute)
        if f"{lookup.type}.{resource}" not in known and name:
            yield name
