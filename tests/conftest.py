"""Fixtures of all layers: every configuration, synthesized once in a session."""

from pathlib import Path

import pytest
from hypothesis import settings

from stacks.settings import parse_settings
from tests.configurations import CONFIGURATIONS, LOCKED
from tests.synthesized import Stack

# At the root, because pytest accepts options and plugins nowhere else.
pytest_plugins = ["tests.contract.imports.equivalence"]

# The same examples on every machine, however slow, and no files left behind.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")

# Folders or modules that apply and destroy whole deployments, one step after the other: the longest
# first, and not those together that wait for the same deployment.
_LONGEST = (
    *("permissions", "restore", "session", "topology", "upgrade"),
    *("test_rounds", "test_production", "test_evaluation"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-snapshots",
        action="store_true",
        help="write addresses and arguments as they are now; a changed address is a migration",
    )
    parser.addoption(
        "--all-defects",
        action="store_true",
        help="change every argument in every way, instead of a part, and see the scan find it",
    )
    parser.addoption(
        "--record-session",
        action="store_true",
        help="write the sessions in docs/ as the commands print them now",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests run side by side: a module stays together, and what takes longest begins first.

    The tests of the folder `topology` share one applied deployment, so they stay together too.
    """
    for item in items:
        folder = item.path.parent.name
        group = folder if folder == "topology" else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))

    def rank(item: pytest.Item) -> tuple[bool, int]:
        is_fast = item.get_closest_marker("terraform") is None
        names = (item.path.parent.name, item.path.stem)
        places = (place for place, name in enumerate(_LONGEST) if name in names)
        return is_fast, next(places, len(_LONGEST))

    items.sort(key=rank)


@pytest.fixture(scope="session")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of synthesized output by the name of the configuration."""
    # Here, so that tests of settings alone need not load CDKTF.
    from stacks.app import synthesize  # noqa: PLC0415

    folders = {}
    for name, context in CONFIGURATIONS.items():
        folders[name] = tmp_path_factory.mktemp(name) / "cdktf.out"
        synthesize(parse_settings(context, LOCKED), str(folders[name]))
    return folders


@pytest.fixture(scope="session")
def stacks(outputs: dict[str, Path]) -> list[Stack]:
    """Every stack of every configuration."""
    return [
        Stack(configuration, file.parent.name, file)
        for configuration, folder in outputs.items()
        for file in sorted(folder.glob("stacks/*/cdk.tf.json"))
    ]


@pytest.fixture(scope="session")
def deployments(stacks: list[Stack]) -> list[Stack]:
    """Every deployment's stack, without those of the remote state."""
    return [stack for stack in stacks if stack.is_deployment]


@pytest.fixture(scope="session")
def default(deployments: list[Stack]) -> Stack:
    """The deployment that cdktf.json ships."""
    return next(stack for stack in deployments if stack.configuration == "default")


@pytest.fixture(scope="session")
def production(deployments: list[Stack]) -> Stack:
    """A deployment in production with everything switched on."""
    return next(stack for stack in deployments if stack.configuration == "everything_on")
