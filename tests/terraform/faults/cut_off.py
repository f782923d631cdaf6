"""Commands that are cut off at a moment of the test's choosing."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.terraform.state.office import NAME, Office

DEPLOY = ("deploy", NAME, "--yes", "--ignore-preflight", "--no-wait")
_LONGEST_SECONDS = 300


def until(condition: Callable[[], object], process: "subprocess.Popen[str] | None" = None) -> None:
    """Wait for what must come; fail if the command ends first."""
    deadline = time.monotonic() + _LONGEST_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        if process is not None and process.poll() is not None:
            raise AssertionError(f"the command ended with {process.returncode}: {process.stderr}")
        time.sleep(0.05)


@contextlib.contextmanager
def deploying(office: Office, **settings: str) -> Iterator["subprocess.Popen[str]"]:
    """`openemr deploy` in the background, with settings of its environment; at the end it is
    awaited.
    """
    with subprocess.Popen(
        office.command(*DEPLOY),
        cwd=office.directory,
        env=office.environment(**settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        yield process


def has_network(office: Office) -> bool:
    """The VPC is there; Terraform records it once it has read it again."""
    return bool(networks(office))


def networks(office: Office) -> list[str]:
    """The VPCs of this deployment."""
    filters = [{"Name": "tag:Deployment", "Values": [NAME]}]
    found = office.account.client("ec2").describe_vpcs(Filters=filters)["Vpcs"]
    return [each["VpcId"] for each in found]


def terraform_of(office: Office) -> list[int]:
    """The Terraform processes that work in the stack's directory."""
    return _processes_of(office, "terraform")


def plugins_of(office: Office) -> list[int]:
    """The AWS providers that work in the stack's directory."""
    return _processes_of(office, "terraform-provider-aws")


def kill(*processes: int) -> None:
    """As `kill -9` does."""
    for process in processes:
        os.kill(process, signal.SIGKILL)


def _processes_of(office: Office, program: str) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            works_here = (process / "cwd").readlink() == office.stack.resolve()
            if works_here and (process / "exe").readlink().name.partition("_")[0] == program:
                found.append(int(process.name))
    return found


@contextlib.contextmanager
def frozen(office: Office) -> Iterator[None]:
    """Keep Terraform from coming to its end meanwhile, however slow the machine is."""
    processes = terraform_of(office)
    assert processes
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


def census(office: Office) -> dict[str, int]:
    """How many resources of each kind carry this deployment's tags or names."""
    client = office.account.client
    ec2, filters = client("ec2"), [{"Name": "tag:Deployment", "Values": [NAME]}]
    groups = client("logs").describe_log_groups(logGroupNamePrefix=f"/{NAME}")["logGroups"]
    roles = client("iam").list_roles()["Roles"]
    return {
        "vpc": len(networks(office)),
        "subnet": len(ec2.describe_subnets(Filters=filters)["Subnets"]),
        "address": len(ec2.describe_addresses(Filters=filters)["Addresses"]),
        "group": len(ec2.describe_security_groups(Filters=filters)["SecurityGroups"]),
        "log group": len(groups),
        "topic": len(client("sns").list_topics()["Topics"]),
        "role": sum(each["RoleName"] == f"{NAME}-task" for each in roles),
    }


ONE_OF_EACH = dict.fromkeys(("vpc", "subnet", "address", "group", "log group", "topic", "role"), 1)


def assert_whole(office: Office) -> None:
    """Nothing lost, nothing doubled, nothing left to do."""
    assert census(office) == ONE_OF_EACH
    plan = office.openemr("plan", NAME)
    assert plan.returncode == 0, plan.stdout + plan.stderr
