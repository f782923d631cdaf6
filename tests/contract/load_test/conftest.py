"""The stand-in, and the command against it."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.api_test.double.certificates import Certificates, make_certificates
from tests.contract.load_test.double.server import Double, running

Serve = Callable[..., Double]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """An authority, and the stand-in's certificate for `localhost`."""
    return make_certificates(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a stand-in; keywords are those of Double, and the chain for TLS."""
    with contextlib.ExitStack() as stack:

        def serve_one(chain: Path | None = None, **behaviour: Any) -> Double:
            return stack.enter_context(running(Double(**behaviour), chain))

        yield serve_one
