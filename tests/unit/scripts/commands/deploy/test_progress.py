"""How far an apply is, as the operator reads it."""

import json

from scripts.terraform.messages import Message, parse_message
from scripts.terraform.progress import Progress
from tests.unit.scripts.commands.deploy.scripted import Clock


class Line:
    """Stands for the running step; keeps the last remark."""

    def __init__(self) -> None:
        self.remark = ""

    def update(self, remark: str) -> None:
        self.remark = remark


def message(kind: str, address: str, action: str = "create") -> Message:
    hook = {"resource": {"addr": address}, "action": action}
    return parse_message(json.dumps({"@message": "", "type": kind, "hook": hook}))


def test_resources_are_counted_and_the_slowest_is_named() -> None:
    line, clock = Line(), Clock()
    progress = Progress(line, 3, clock=clock.read)  # type: ignore[arg-type]
    progress.on_message(message("apply_start", "aws_lb.a"))
    progress.on_message(message("apply_start", "aws_vpc.b"))
    assert line.remark == "0/3 resources"
    clock.wait(45)
    progress.on_message(message("apply_complete", "aws_vpc.b"))
    assert line.remark == "1/3 resources; aws_lb.a for 45 s"
    progress.on_message(message("apply_start", "aws_vpc.c"))
    clock.wait(135)
    progress.on_message(message("apply_progress", "aws_lb.a"))
    assert line.remark == "1/3 resources; aws_lb.a for 3 min, 1 more"


def test_what_fails_or_is_only_read_is_not_counted() -> None:
    line = Line()
    progress = Progress(line, 1)  # type: ignore[arg-type]
    for kind, action in (("apply_errored", "create"), ("apply_complete", "read")):
        progress.on_message(message("apply_start", "x.y", action))
        progress.on_message(message(kind, "x.y", action))
    assert (progress.done, line.remark) == (0, "0/1 resources")
