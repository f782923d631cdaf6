"""Embedded AWS: one AWS account in a local process, for real Terraform runs without the cloud."""

import contextlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from scripts.embedded_aws import loopback
from scripts.embedded_aws.copies import Copies
from scripts.embedded_aws.environment import client_environment
from scripts.embedded_aws.iam_user import ROOT_KEY, create_user

ROOT = Path(__file__).resolve().parents[2]
INTERPRETER_VARIABLE = "OPENEMR_EMULATOR_PYTHON"
_LOG_TAIL_LINES = 25


def _newer_models() -> Path:
    """The models of our own botocore, which is not held back by MiniStack's pin."""
    found = importlib.util.find_spec("botocore")
    if found is None or found.origin is None:
        raise EmbeddedAwsError("botocore is not installed. Run scripts/setup.")
    return Path(found.origin).with_name("data")


class EmbeddedAwsError(RuntimeError):
    """The embedded AWS is not installed, did not start, or stopped by itself."""


class EmbeddedAws:
    """One emulated AWS account on 127.0.0.1, for the length of a `with` block.

    Its state lives in `state_directory` (default: a temporary folder, removed at the end). A
    stopped server can be started again on its state, at the same URL. The server also ends when
    the process that started it ends, however that happens.
    """

    def __init__(
        self,
        *,
        region: str = "us-west-2",
        account_id: str = "000000000000",
        auth: bool = False,
        guards: bool = True,
        restore_from: Path | None = None,
        state_directory: Path | None = None,
        python: Path | None = None,
        ready_within_seconds: float = 60.0,
    ) -> None:
        """Describe the server; nothing starts yet.

        `auth`: evaluate IAM policies and verify signatures; `environment` then holds the key of
        an IAM user that may do everything. `guards`: refuse what AWS refuses (README.md).
        `restore_from`: a folder written by `snapshot`; it is copied, never changed.
        """
        self.region = region
        self.account_id = account_id
        self._auth = auth
        self._guards = guards
        installed = ROOT / ".tools" / "emulator" / "bin" / "python"
        self._python = Path(python or os.environ.get(INTERPRETER_VARIABLE) or installed)
        self._ready_within_seconds = ready_within_seconds
        self._owns_state = state_directory is None
        self.state_directory = state_directory or Path(tempfile.mkdtemp(prefix="embedded-aws-"))
        if restore_from is not None:
            shutil.copytree(restore_from, self.state_directory, dirs_exist_ok=True)
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._key = ROOT_KEY

    @property
    def url(self) -> str:
        """The endpoint of every AWS service, such as `http://127.0.0.1:40123`."""
        return loopback.local_url(self._port)

    @property
    def is_running(self) -> bool:
        """Whether it was started and not stopped since."""
        return self._process is not None

    @property
    def copies(self) -> Copies:
        """Recovery points, snapshots and restores, for tests."""
        return Copies(self.url)

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.state_directory / "server.log"

    @property
    def authorizations(self) -> Path:
        """With `auth`: a line of JSON for each IAM decision (action, resource, context)."""
        return self.state_directory / "authorizations.jsonl"

    def start(self) -> "EmbeddedAws":
        """Start the server and wait until it answers; raise EmbeddedAwsError if it does not."""
        if self._process is not None:
            return self
        if not self._python.is_file():
            raise EmbeddedAwsError(
                f"The emulator environment is not installed: {self._python} does not exist. "
                f"Run scripts/setup, or name its interpreter in {INTERPRETER_VARIABLE}."
            )
        self._port = self._port or loopback.free_port()
        self.state_directory.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                stdin=subprocess.PIPE,  # closes when we end, which ends the server
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._server_environment(),
                cwd=ROOT,
                start_new_session=True,  # Ctrl-C reaches the client, which stops the server
            )
        self._wait_until_ready(self._process)
        self._sign_in()
        return self

    def environment(
        self, region: str | None = None, base: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """The environment in which Terraform, boto3 and the AWS CLI talk to this server only.

        `base` (default: os.environ) is copied without the caller's own AWS settings.
        """
        source = os.environ if base is None else base
        return client_environment(source, self.url, region or self.region, self._key)

    def reset(self) -> None:
        """Empty the account, in every region."""
        loopback.post(f"{self.url}/_ministack/reset")
        self._sign_in()

    def upgrade_aurora(self, cluster: str, version: str) -> None:
        """AWS upgrades a cluster to a minor version by itself; HTTPError says that it would not."""
        query = urllib.parse.urlencode({"cluster": cluster, "version": version})
        loopback.post(f"{self.url}/_ministack/aurora-upgrade?{query}")

    def plant_findings(
        self, repository: str, digest: str, findings: Mapping[str, str], status: str = "COMPLETE"
    ) -> None:
        """What ECR's scan says of an image, now or when it is pushed: name -> severity."""
        named = [("finding", f"{name}:{severity}") for name, severity in findings.items()]
        planted = [("image", f"{repository}@{digest}"), ("status", status), *named]
        loopback.post(f"{self.url}/_ministack/ecr-findings?{urllib.parse.urlencode(planted)}")

    def snapshot(self, directory: Path) -> None:
        """Copy the whole account to `directory`, which must not exist; the server keeps running."""
        if self._process is not None:
            loopback.post(f"{self.url}/_ministack/save")
        ignored = shutil.ignore_patterns("server.log", "authorizations.jsonl", "*.pid")
        shutil.copytree(self.state_directory, directory, ignore=ignored)

    def stop(self) -> None:
        """Stop the server, its state written to `state_directory`."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin is not None:
            process.stdin.close()

    def close(self) -> None:
        """Stop the server and remove its state, unless the caller named the state directory."""
        self.stop()
        if self._owns_state:
            shutil.rmtree(self.state_directory, ignore_errors=True)

    def __enter__(self) -> "EmbeddedAws":
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _command(self) -> list[str]:
        command = [str(self._python), "-m", "scripts.embedded_aws.server", "--until-stdin-closes"]
        command += ["--port", str(self._port), "--state-dir", str(self.state_directory)]
        command += ["--region", self.region, "--account-id", self.account_id]
        command += ["--models", str(_newer_models())]
        return command + ["--auth"] * self._auth + ["--no-guards"] * (not self._guards)

    def _server_environment(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return {**inherited, "HOME": str(self.state_directory)}

    def _wait_until_ready(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + self._ready_within_seconds
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise self._failure("stopped while starting")
            with contextlib.suppress(OSError):
                health = json.loads(loopback.get(f"{self.url}/_ministack/health"))
                if health.get("pid") == process.pid:  # else another server took the port first
                    return
            time.sleep(0.1)
        raise self._failure(f"did not answer within {self._ready_within_seconds:.0f} s")

    def _failure(self, what: str) -> EmbeddedAwsError:
        self.stop()
        lines = self.log.read_text(errors="replace").splitlines()[-_LOG_TAIL_LINES:]
        return EmbeddedAwsError(f"The embedded AWS {what}. End of its log:\n" + "\n".join(lines))

    def _sign_in(self) -> None:
        if self._auth:
            self._key = create_user(self.url, self.region, "embedded-aws-operator")
