"""Deployed checkouts that tests take copies of."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from tests.terraform.checkout import Checkout
from tests.terraform.deployed import EVALUATION, PRODUCTION, Deployed, deploy_once, kept_deployments

Copy = Callable[[Deployed], Checkout]


@pytest.fixture(scope="session")
def shared() -> Path:
    """A folder that all workers and sessions share."""
    return kept_deployments()


@pytest.fixture(scope="session")
def clinic(shared: Path) -> Deployed:
    """A deployment in production with a certificate: read only; take a copy."""
    return deploy_once(PRODUCTION, shared)


@pytest.fixture(scope="session")
def whole_clinic(shared: Path) -> Deployed:
    """The same with all of the firewall's rules, for what reads or changes them."""
    return deploy_once(PRODUCTION, shared, whole_firewall=True)


@pytest.fixture(scope="session")
def trial(shared: Path) -> Deployed:
    """A deployment for evaluation: read only; take a copy."""
    return deploy_once(EVALUATION, shared)


@pytest.fixture(scope="module")
def copy_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """Copies of a deployed checkout with an account of their own, until the module ends."""
    with ExitStack() as copies:

        def copy(deployed: Deployed) -> Checkout:
            folder = tmp_path_factory.mktemp(deployed.deployment) / "checkout"
            taken: AbstractContextManager[Checkout] = deployed.checkout.copy(
                folder, deployed.account
            )
            return copies.enter_context(taken)

        yield copy
