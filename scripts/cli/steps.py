"""Progress of a long job on standard error, one line for each step."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


@dataclass(frozen=True)
class Step:
    """A finished step and the seconds it took."""

    name: str
    seconds: float


class RunningStep:
    """The step in progress; its remark is shown beside its title."""

    def __init__(self, progress: Progress, title: str) -> None:
        self._progress = progress
        self._task = progress.add_task(title, remark="")
        self.remark = ""

    def update(self, remark: str) -> None:
        """Replace the remark, such as `12/121 resources`."""
        self.remark = remark
        self._progress.update(self._task, remark=escape(remark))


class Steps:
    """One line for each finished step; on a terminal also the running one, with its clock."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True, highlight=False)
        self.finished: list[Step] = []
        self._warnings: set[tuple[str, str]] = set()

    @contextlib.contextmanager
    def step(self, name: str, title: str) -> Iterator[RunningStep]:
        """Show, time and record one step; a step that raises is shown as failed.

        `name` is for scripts, `title` for the eye.
        """
        began = time.monotonic()
        with self._progress() as progress:
            running = RunningStep(progress, title)
            try:
                yield running
            except BaseException:
                progress.stop()
                self._line("[red]✗[/red]", title, running.remark, time.monotonic() - began)
                raise
        step = Step(name, round(time.monotonic() - began, 1))
        self.finished.append(step)
        self._line("[green]✓[/green]", title, running.remark, step.seconds)

    def warn(self, title: str, text: str) -> None:
        """Show a warning in bold red, once."""
        if (title, text) in self._warnings:
            return
        self._warnings.add((title, text))
        panel = Panel(escape(text), title=f"[bold]{escape(title)}[/bold]", border_style="bold red")
        self.console.print(panel)

    def _progress(self) -> Progress:
        return Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TextColumn("[dim]{task.fields[remark]}[/dim]"),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )

    def _line(self, mark: str, title: str, remark: str, seconds: float) -> None:
        detail = f"  {escape(remark)}" if remark else ""
        self.console.print(f"{mark} {escape(title)}{detail}  {seconds:.1f} s", soft_wrap=True)
