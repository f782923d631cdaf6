"""One embedded AWS for each module, emptied before each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.embedded_aws import EmbeddedAws
from tests.terraform.state.office import Office


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedAws]:
    with EmbeddedAws() as aws:
        yield aws


@pytest.fixture
def office(server: EmbeddedAws, tmp_path: Path) -> Office:
    """A checkout whose settings say local state; bucket and table are there."""
    server.reset()
    opened = Office.open(tmp_path / "office", server)
    opened.make_bucket()
    return opened
