"""A deployment as it was applied, and the remote state's stack, applied while other tests go on."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from scripts.embedded_aws import EmbeddedAws
from scripts.terraform import Completed, Terraform
from tests.contract.embedded_aws.account import Account
from tests.synthesized import Stack
from tests.terraform.deployed import Deployed
from tests.terraform.topology.inventory import inventory
from tests.terraform.topology.workshop import STATE, copy_of_stack, keep_first_rule


@dataclass(frozen=True)
class Planned:
    """A stack's working directory, and how the plan in it ended."""

    terraform: Terraform
    plan: Completed


@dataclass(frozen=True)
class Applied:
    """A stack that real Terraform has applied to an embedded AWS.

    before: what the account held at first. terraform: in the directory with plan, state and logs.
    snapshot: a copy of the account as it was right after, for EmbeddedAws(restore_from=...).
    state: Terraform's at that moment; a later test destroys what it holds.
    """

    stack: Stack
    aws: EmbeddedAws
    account: Account
    terraform: Terraform
    before: frozenset[str]
    snapshot: Path
    state: str


@pytest.fixture(scope="session")
def empty_aws() -> Iterator[EmbeddedAws]:
    """An account that tests only plan for."""
    with EmbeddedAws() as server:
        yield server


@pytest.fixture(scope="session")
def first_plan(
    empty_aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Stack], Planned]:
    """The plan of a stack for the empty account, made once; the state stays local.

    Rules of the firewall after the first are left out of all but everything_on, which has them all:
    they take most of a plan's time (docs/decisions/0005-test-tiers.md).
    """

    @cache
    def plan(configuration: str, file: Path) -> Planned:
        stack = Stack(configuration, file.parent.name, file)
        terraform = copy_of_stack(stack, tmp_path_factory.mktemp(stack.name) / "work", empty_aws)
        if configuration != "everything_on":
            keep_first_rule(terraform.directory)
        return Planned(terraform, terraform.plan())

    return lambda stack: plan(stack.configuration, stack.file)


@pytest.fixture(scope="session")
def background() -> Iterator[ThreadPoolExecutor]:
    """Threads for applies: nearly all of their two minutes is waiting."""
    with ThreadPoolExecutor() as executor:
        yield executor


@pytest.fixture(scope="session")
def applied(
    trial: Deployed, empty_aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Applied]:
    """The evaluation that all tests copy, where IAM is evaluated from now on."""
    stack = Stack(trial.deployment, trial.deployment, trial.stack_directory / "cdk.tf.json")
    state = trial.checkout.state_file(trial.deployment).read_text(encoding="utf-8")
    before = frozenset(inventory(Account(empty_aws)))
    folder = tmp_path_factory.mktemp(trial.deployment)
    with EmbeddedAws(restore_from=trial.account, auth=True, state_directory=folder / "aws") as aws:
        terraform = copy_of_stack(stack, folder / "work", aws)
        (terraform.directory / STATE).write_text(state, encoding="utf-8")
        yield Applied(stack, aws, Account(aws), terraform, before, trial.account, state)


@pytest.fixture(scope="session")
def remote_state_soon(
    stacks: list[Stack],
    background: ThreadPoolExecutor,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator["Future[Applied]"]:
    """The remote state's stack, while it is applied."""
    stack = next(stack for stack in stacks if not stack.is_deployment)
    folder = tmp_path_factory.mktemp("remote-state")
    with EmbeddedAws(auth=True, state_directory=folder / "aws") as aws:
        yield background.submit(apply, stack, aws, folder)


@pytest.fixture(scope="session")
def remote_state(remote_state_soon: "Future[Applied]") -> Applied:
    """Bucket and lock table of the remote state, applied."""
    return remote_state_soon.result()


@pytest.fixture(autouse=True)
def _begin_early(request: pytest.FixtureRequest) -> None:
    """Let the apply run while the first tests do."""
    if any("remote_state" in getattr(item, "fixturenames", ()) for item in request.session.items):
        request.getfixturevalue("remote_state_soon")


def apply(stack: Stack, server: EmbeddedAws, folder: Path) -> Applied:
    """Apply, and copy the account and the state."""
    account = Account(server)
    before = frozenset(inventory(account))
    terraform = copy_of_stack(stack, folder / "work", server)
    terraform.plan().check()
    terraform.apply().check()
    server.snapshot(folder / "account")
    state = (terraform.directory / STATE).read_text(encoding="utf-8")
    return Applied(stack, server, account, terraform, before, folder / "account", state)
