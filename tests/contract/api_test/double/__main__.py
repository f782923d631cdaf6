"""Run the stand-in by hand until Ctrl-C: python -m tests.contract.api_test.double [--enabled].

It prints its address, its authority's file and the user. Clients start disabled and are enabled
whenever a line comes in on standard input; with --enabled they are from the start.
"""

import sys
import tempfile
from pathlib import Path

from joserfc.jwk import RSAKey

from tests.contract.api_test.double.authorization import PASSWORD, USER
from tests.contract.api_test.double.behaviour import Behaviour
from tests.contract.api_test.double.certificates import make_certificates
from tests.contract.api_test.double.server import running


def main() -> None:
    """Serve until standard input ends."""
    behaviour = Behaviour(enabled_from_the_start="--enabled" in sys.argv)
    key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"})
    with tempfile.TemporaryDirectory() as folder:
        certificates = make_certificates(Path(folder))
        with running(certificates, key, behaviour) as double:
            sys.stdout.write(f"--url {double.url} --ca {certificates.ca}\n")
            sys.stdout.write(f"user {USER}, password {PASSWORD}; Enter enables all clients\n")
            sys.stdout.flush()
            for _ in sys.stdin:
                double.clients.enable()


if __name__ == "__main__":
    main()
