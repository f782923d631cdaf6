"""Names that a deployment is going to take: whether somebody has them already."""

import re
from collections.abc import Iterator

from scripts.aws_account import AwsError
from scripts.doctor.checks.taken import LOOKUPS, Lookup
from scripts.doctor.finding import Finding, Status, not_checked, ok, problem
from scripts.doctor.subject import Subject

_ACCOUNT = re.compile(r"\$\{data\.aws_caller_identity\.\w+\.account_id\}")


def names(subject: Subject) -> Iterator[Finding]:
    """Every name of the configuration whose resource is not in the state yet."""
    findings = [finding for lookup in LOOKUPS for finding in _look(subject, lookup)]
    free = [each for each in findings if each.status is Status.OK]
    yield from (each for each in findings if each.status is not Status.OK)
    yield ok("Names", f"{len(free)} free" if free else "all are this deployment's own already")


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
    known = {
        resource["name"]
        for resource in subject.state.get("resources", [])
        if resource.get("type") == lookup.type
    }
    known |= {address.rpartition(".")[2] for address in subject.adopted}
    for address, arguments in subject.configured(lookup.type).items():
        name = _ACCOUNT.sub(subject.caller.account, str(arguments.get(lookup.attribute, "")))
        if address not in known and name and "${" not in name:
            yield name
