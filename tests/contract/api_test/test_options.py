"""Options: wrong ones are told all at once with exit code 2, and nothing is sent."""

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc.jwk import RSAKey

from tests.contract.api_test.conftest import Run, Start
from tests.contract.api_test.run_command import Command

PARTS = "optionally with port and path"
_SHORT = 1024


def test_the_help_stands_alone() -> None:
    outcome = Command(["--help"], environment={"COLUMNS": "110", "NO_COLOR": "1"}).run()
    assert outcome.code == 0
    words = ["--url", "--paste", "--enable-by", "--non-interactive", "--read-only", "--insecure"]
    words += ["Exit codes: 0", "1 a flow failed", "2 invalid options", "130 interrupted"]
    shown = " ".join(outcome.stdout.split())
    assert [word for word in words if word not in shown] == []


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    outcome = Command(
        [
            *("--url", "ftp://openemr.example.org"),
            *("--jwks-uri", "http://keys.example.org"),
            *("--site", "a b"),
            *("--scope", "user/Patient.read user/Patient.write"),
            *("--ca", str(tmp_path / "none.pem")),
            *("--client-id", "x"),
            *("--flow", "authorization-code"),
            "--insecure",
            "--paste",
            "--non-interactive",
        ]
    ).run()
    assert outcome.code == 2
    assert outcome.stdout == ""
    told = [line.partition(": ") for line in outcome.stderr.splitlines()]
    assert [(what, accepted) for what, _, accepted in told] == [
        ("--url 'ftp://openemr.example.org'", f"accepted: https://HOST or http://HOST, {PARTS}"),
        ("--jwks-uri 'http://keys.example.org'", f"accepted: https://HOST, {PARTS}"),
        ("--site 'a b'", "accepted: letters, digits, dot, hyphen and underscore"),
        (
            "--scope 'user/Patient.read user/Patient.write'",
            "accepted: one scope, such as user/Observation.read",
        ),
        (f"--ca {tmp_path}/none.pem", "accepted: a file of certificates in PEM"),
        ("--insecure and --ca", "cannot be used together"),
        ("--paste with --non-interactive", "accepted: one of them"),
        (
            "--flow authorization-code with --non-interactive",
            "a person must sign in; accepted: one of them",
        ),
        ("--client-id without --key", "accepted with the private key of that client"),
        ("--jwks-uri without --key", "accepted with the private key published there"),
        ("--client-id with --jwks-uri", "its keys are registered already; accepted: one of them"),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--flow", "implicit"], "'implicit' is not one of"),
        (["--enable-by", "magic"], "'magic' is not one of"),
        (["--port", "70000"], "less than or equal to 65535"),
        (["--timeout", "0"], "greater than or equal to 0.01"),
        (["--poll", "86401"], "less than or equal to 86400"),
        (["--request-timeout", "nan"], "'--request-timeout'"),
        (["--url", "https://user:pw@localhost"], "without user, query or fragment"),
        (["--url", "https://localhost?x=1"], "without user, query or fragment"),
        (["--url", "https://localhost:port"], "accepted: https://HOST or http://HOST"),
        (["--url", "https://open emr"], "accepted: https://HOST or http://HOST"),
        (["--url", "https://.openemr"], "accepted: https://HOST or http://HOST"),
        (["--url", "https://localhost", "--report", "/nowhere/x"], "--report /nowhere/x: accepted"),
        (["--print-jwks"], "--print-jwks without --key"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_option_is_named(arguments: list[str], said: str) -> None:
    outcome = Command(arguments, environment={"COLUMNS": "200"}).run()
    assert outcome.code == 2
    assert said in " ".join(outcome.stderr.split())
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: b"no key at all", "not a key"),
        (lambda: b"{", "not a key"),
        (lambda: in_pem(rsa.generate_private_key(65537, _SHORT)), "1024 bits"),
        (lambda: RSAKey.generate_key(2048).as_pem(private=False), "a public key"),
        (lambda: in_pem(ec.generate_private_key(ec.SECP256R1())), "not a key"),
    ],
    ids=["text", "broken JWK", "too short", "public", "another kind"],
)
def test_a_key_that_cannot_sign_is_refused_without_quoting_it(
    tmp_path: Path, content: Callable[[], bytes], said: str
) -> None:
    file = tmp_path / "key"
    file.write_bytes(content())
    outcome = Command(["--url", "https://localhost:1", "--key", str(file)]).run()
    assert outcome.code == 2
    assert outcome.stderr == (
        f"--key {file}: {said}; accepted: a private RSA key of 2048 bits or more, as PEM without "
        "password or as JWK\n"
    )


def in_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def test_a_port_in_use_is_refused_before_anything_is_registered(start: Start, run: Run) -> None:
    double = start()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        outcome = run(double, "--port", str(port))
    assert outcome.code == 2
    assert f"--port {port}: cannot be listened on (Address already in use)" in outcome.stderr
    assert outcome.stdout == ""
    assert double.requests == []


def test_the_browser_comes_back_to_the_chosen_port(start: Start, run: Run) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    double = start()
    outcome = run(double, "--port", str(port), "--flow", "authorization-code")
    assert outcome.code == 0, outcome.stderr
    (client,) = double.clients.by_id.values()
    assert client.redirect_uris == [f"http://localhost:{port}/callback"]
    assert f"ssh -L {port}:127.0.0.1:{port} HOST" in outcome.stderr


def test_an_interruption_ends_with_130_and_says_what_remains(start: Start, run: Run) -> None:
    double = start()
    outcome = run(double, administrator=False, interrupt_when="Administration > System")
    assert outcome.code == 130
    assert "Interrupted." in outcome.stderr
    report = outcome.report
    assert (report["ok"], report["interrupted"]) == (False, "SIGINT")
    assert set(outcome.statuses().values()) == {"passed", "unfinished"}
    assert outcome.statuses()["discovery"] == "passed"
    ids = [each["id"] for each in report["remains"]]
    assert ids == [f"{each.name} ({each.id})" for each in double.clients.by_id.values()]


def test_the_public_keys_can_be_published_as_printed(key_file: Path) -> None:
    outcome = Command(["--key", str(key_file), "--print-jwks"]).run()
    assert outcome.code == 0
    (key,) = json.loads(outcome.stdout)["keys"]
    assert sorted(key) == ["alg", "e", "kid", "kty", "n", "use"]
    own = RSAKey.import_key(key_file.read_text())
    assert (key["alg"], key["kid"]) == ("RS384", own.thumbprint())
