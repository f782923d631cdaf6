"""One AWS provider process for all Terraform commands that talk to the same emulated account.

A provider of its own costs each command seconds: it starts several times, and describes 1,500
resource types each time. Here Terraform finds a provider that runs already, in the environment that
leads to the account, and hears of the types of our stacks alone. Answers that do not depend on AWS
are kept for the next provider too (answers.py). Tests of what happens to the provider itself (a
mirror, a killed process group) do without it.

TF_REATTACH_PROVIDERS: https://developer.hashicorp.com/terraform/plugin/debugging, read 2026-11-29.
"""

import atexit
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from scripts.embedded_aws import EmbeddedAws
from scripts.terraform import Terraform, TerraformBinary, find_terraform, terraform_environment
from tests.configurations import PROJECT
from tests.terraform.provider.schema import types_named_in

_SNAPSHOTS = PROJECT / "tests" / "snapshots"
_CACHE = PROJECT / ".cache"
_SMALL_PROJECT = PROJECT / "tests/terraform/state/project/configuration.tf.json"
# Large heaps of short-lived values: fewer collections cost memory and save a third of the time.
_FEWER_COLLECTIONS = {"GOGC": "400"}


class SharedProvider:
    """A running provider, and a folder whose `terraform` uses it."""

    def __init__(self, environment: Mapping[str, str], types: Collection[str] | None) -> None:
        """Start it in `environment`, which names the account."""
        binary = find_terraform()
        self._folder = Path(tempfile.mkdtemp(prefix="provider-"))
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.terraform.provider"),
                *(str(_executable(binary)), str(self._folder / "socket"), str(_answers())),
            ],
            cwd=PROJECT,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(" ".join(types or _types_of_our_stacks()) + "\n")
        self._process.stdin.flush()
        reattachment = json.loads(self._process.stdout.readline())
        self._write_wrapper(
            binary, {f"{binary.registry}/hashicorp/aws": v for v in reattachment.values()}
        )

    @property
    def is_running(self) -> bool:
        """Whether it can be used."""
        return self._process.poll() is None

    def on_path(self, environment: Mapping[str, str]) -> dict[str, str]:
        """`environment`, in which `terraform` is Terraform with this provider."""
        path = f"{self._folder}{os.pathsep}{environment.get('PATH', os.defpath)}"
        return {**environment, "PATH": path}

    def kill(self) -> None:
        """End it in the middle of its calls, as the machine's end does."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self.stop()

    def stop(self) -> None:
        """End it; commands that use it fail."""
        self._process.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write_wrapper(self, binary: TerraformBinary, reattachment: Mapping[str, object]) -> None:
        variables = {"TF_REATTACH_PROVIDERS": json.dumps(reattachment), **_FEWER_COLLECTIONS}
        assignments = " ".join(f"{name}={shlex.quote(v)}" for name, v in variables.items())
        wrapper = self._folder / binary.path.name
        wrapper.write_text(
            f'#!/bin/sh\n{assignments} exec {shlex.quote(str(binary.path))} "$@"\n',
            encoding="utf-8",
        )
        wrapper.chmod(0o700)


_running: dict[tuple[str, str], tuple[EmbeddedAws, SharedProvider]] = {}


def sharing_provider(
    aws: EmbeddedAws, environment: Mapping[str, str], types: Collection[str] | None = None
) -> dict[str, str]:
    """`environment`, in which `terraform` uses the provider that reaches AWS as it says.

    It ends some time after its account, and knows `types` or those of our stacks.
    """
    _end_providers(only_unused=True)
    key = (environment["AWS_ENDPOINT_URL"], environment["AWS_ACCESS_KEY_ID"])
    if key not in _running:
        _running[key] = (aws, SharedProvider(environment, types))
    return _running[key][1].on_path(environment)


def kill_provider(environment: Mapping[str, str]) -> None:
    """Kill the provider that an environment of `sharing_provider` leads to."""
    _running.pop((environment["AWS_ENDPOINT_URL"], environment["AWS_ACCESS_KEY_ID"]))[1].kill()


@atexit.register
def _end_providers(*, only_unused: bool = False) -> None:
    for key, (aws, provider) in list(_running.items()):
        if not only_unused or not aws.is_running or not provider.is_running:
            del _running[key]
            provider.stop()


@cache
def _types_of_our_stacks() -> frozenset[str]:
    files = (file for file in _SNAPSHOTS.rglob("*") if file.suffix in (".txt", ".json"))
    return frozenset(types_named_in(*files))


def _answers() -> Path:
    """The file of answers that all providers of this checkout share."""
    _CACHE.mkdir(exist_ok=True)
    return _CACHE / "provider-answers.sqlite"


@cache
def _executable(binary: TerraformBinary) -> Path:
    """The provider's program, from where Terraform itself takes it."""
    with tempfile.TemporaryDirectory(prefix="provider-") as folder:
        terraform = json.loads(_SMALL_PROJECT.read_text(encoding="utf-8"))["terraform"]
        Path(folder, "main.tf.json").write_text(json.dumps({"terraform": terraform}))
        required = terraform["required_providers"]["aws"]["version"]
        environment = terraform_environment(binary, required)
        Terraform(binary, Path(folder), environment).init().check()
        packages = Path(folder, ".terraform/providers")
        (found,) = packages.glob("*/*/aws/*/*/terraform-provider-aws_*")
        # A link into the mirror or the cache, which stay.
        return found.resolve()
