"""The stand-in for OpenEMR, the person at its pages, and the command."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from tests.contract.api_test.double.behaviour import Behaviour
from tests.contract.api_test.double.certificates import Certificates, make_certificates
from tests.contract.api_test.double.server import Double, running
from tests.contract.api_test.person import Person
from tests.contract.api_test.run_command import Command, Outcome

Start = Callable[..., Double]
Run = Callable[..., Outcome]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def server_key() -> RSAKey:
    """The key with which the stand-in signs its tokens; OpenEMR's names none in their header."""
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"})


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client's private key."""
    file = tmp_path_factory.mktemp("key") / "key.pem"
    file.write_bytes(RSAKey.generate_key(2048).as_pem(private=True))
    return file


@pytest.fixture
def start(certificates: Certificates, server_key: RSAKey) -> Iterator[Start]:
    """Start a stand-in; keywords are those of Behaviour."""
    with contextlib.ExitStack() as stack:

        def start_one(tls: bool = True, **differences: Any) -> Double:
            behaviour = Behaviour(**differences)
            return stack.enter_context(running(certificates, server_key, behaviour, tls=tls))

        yield start_one


@pytest.fixture
def person(certificates: Certificates) -> Person:
    return Person(str(certificates.ca))


@pytest.fixture
def run(certificates: Certificates, person: Person, key_file: Path) -> Run:
    """Run the command against a stand-in, with administrator and person at hand.

    makes_key: let it make its key, which takes it as long as all the rest.
    """

    def run_one(
        double: Double, *arguments: str, makes_key: bool = False, **settings: Any
    ) -> Outcome:
        options = ["--url", double.url, "--ca", str(certificates.ca), "--poll", "0.05", "--json"]
        if "--key" not in arguments and not makes_key:
            options += ["--key", str(key_file)]
        settings = {"person": person, "double": double, **settings}
        return Command([*options, *arguments], **settings).run()

    return run_one
