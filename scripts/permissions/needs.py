"""What each task needs: the actions of the configuration's types, and those of the commands."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.permissions.command_actions import COMMANDS
from scripts.permissions.state_actions import state_actions
from scripts.permissions.target import Target
from scripts.permissions.task import Task
from scripts.resources import made
from scripts.resources.facets.actions import Actions, Grant

Needs = Mapping[Task, tuple[Grant, ...]]


def needs(configuration: Mapping[str, Any], target: Target) -> Needs:
    """The grants of each task, filled in for the target."""
    types = set(configuration.get("resource", {}))
    actions = [each.actions for each in made() if each.name in types]
    return {task: tuple(target.filled(_of_task(task, actions, target))) for task in Task}


def _of_task(task: Task, actions: list[Actions], target: Target) -> Iterator[Grant]:
    for each in actions:
        if task is Task.PLAN:
            yield from each.read
        elif task is Task.DEPLOY:
            yield from each.create
            yield from each.update
        elif task is Task.DESTROY:
            yield from each.delete
    yield from COMMANDS[task]
    yield from state_actions(task, target.state)
