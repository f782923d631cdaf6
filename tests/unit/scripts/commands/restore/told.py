"""A step in progress that keeps every remark."""

from rich.progress import Progress

from scripts.cli.steps import RunningStep


class Told(RunningStep):
    """remarks: what was shown beside its title, in order."""

    def __init__(self) -> None:
        super().__init__(Progress(disable=True), "")
        self.remarks: list[str] = []

    def update(self, remark: str) -> None:
        super().update(remark)
        self.remarks.append(remark)
