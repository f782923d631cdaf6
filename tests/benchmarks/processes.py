"""Runs a program and tells what it took."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.configurations import CONFIGURATIONS, PROJECT, copy_project

PRODUCTION = CONFIGURATIONS["production_with_certificate"]["deployments"]["production"]
BARE = str(Path(__file__).with_name("bare_app.py"))


def run(*arguments: str, folder: Path = PROJECT, accept: int = 0, **variables: str) -> None:
    """A Python program, its output thrown away. Raises for another exit code than `accept`."""
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == accept, ended.stderr[-2000:]


def take(benchmark: Any, rounds: int, work: Callable[[], None], **info: object) -> None:
    """Measure `work`: wall time by the harness; processor seconds and the peak memory beside it."""
    processor: list[float] = []

    def measured() -> None:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        work()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    benchmark.pedantic(measured, rounds=rounds)
    benchmark.extra_info.update(info, processor=sorted(processor)[len(processor) // 2])


# The peak since the program began; what `resource` tells includes the process that started it.
_PEAK = "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')))"


def peak_memory(program: str, folder: Path, **variables: str) -> int:
    """MiB that a Python program needs at most, told by itself; Linux only, and without Node.js."""
    told = subprocess.run(
        [sys.executable, "-c", f"{program}\n{_PEAK}"],
        cwd=folder,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(told.stdout.split()[-2]) // 1024


def project_of(folder: Path, deployments: int) -> Path:
    """A copy of the project with production deployments; scripts are the project's own."""
    context = {"deployments": {f"clinic{number}": PRODUCTION for number in range(deployments)}}
    project = copy_project(folder, context)
    (project / "scripts").symlink_to(PROJECT / "scripts")
    return project
