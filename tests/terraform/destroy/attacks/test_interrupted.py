"""A destroy by name ends in the middle; what follows without the name gets no further."""

import json
import os
import signal
import subprocess
import time

import pytest

from tests.terraform.checkout import PATIENCE_SECONDS
from tests.terraform.destroy.attacks.victim import Victim, protections

pytestmark = pytest.mark.terraform

NOTE = "cdktf.out/stacks/clinic/unprotected.json"


def balancers(victim: Victim) -> list[str]:
    found: list[str] = protections(victim.checkout.account)["load balancers"]
    return found


def start_until_unprotected(victim: Victim) -> "subprocess.Popen[str]":
    """`destroy` with the name, as far as the load balancer's protection being off."""
    process = subprocess.Popen(
        victim.checkout.command("destroy", "clinic", "--confirm", "clinic"),
        cwd=victim.checkout.directory,
        env=victim.checkout.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while balancers(victim) != ["false"]:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return process


def test_an_interruption_puts_the_protection_back(victim: Victim) -> None:
    process = start_until_unprotected(victim)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130, said
    assert "Restore deletion protection" in said
    assert balancers(victim) == ["true"]
    assert not (victim.checkout.directory / NOTE).exists()
    victim.assert_intact()


def test_after_a_kill_the_next_run_does(victim: Victim) -> None:
    process = start_until_unprotected(victim)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=PATIENCE_SECONDS)
    note = victim.checkout.directory / NOTE
    ((kind, _),) = json.loads(note.read_text())
    assert (kind, balancers(victim)) == ("aws_lb", ["false"])
    # Whoever comes next has edited the settings and gives no name.
    with victim.edited(environment="evaluation"):
        ended = victim.checkout.openemr("destroy", "clinic", "--yes")
    assert ended.returncode == 3, ended.stderr
    assert "Restore deletion protection" in ended.stderr
    assert balancers(victim) == ["true"]
    assert not note.exists()
    assert not (victim.checkout.directory / "cdktf.out/unprotected").exists()
    victim.assert_intact()
