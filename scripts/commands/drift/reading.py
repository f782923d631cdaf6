"""Read calls to AWS beside Terraform's refresh, in parallel; what cannot be read is a problem."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from scripts.aws.account import AwsAccount, AwsError
from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Finding
from scripts.commands.drift.refresh import Resources

Read = Callable[[Resources, AwsReader], Iterable[Finding]]
# Nearly all of the time is waiting for answers.
_AT_ONCE = 8


def read_all(
    reads: Iterable[Read], resources: Resources, account: AwsAccount
) -> tuple[list[Finding], list[str]]:
    """All that was found, and one text for each thing that could not be read."""
    aws = AwsReader(account)
    found: list[Finding] = []
    problems: list[str] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for each in [pool.submit(_read, read, resources, aws) for read in reads]:
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
