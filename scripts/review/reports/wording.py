"""Wording shared by the reports on a terminal, in Markdown and in JSON."""

import shlex
from collections.abc import Iterable
from typing import NamedTuple

from scripts.review import Change, Difference, Kind, Verdict
from scripts.review.plan_review import NOTHING, PROBLEMS, STOPPED, Item, Review

SYMBOLS = {
    "create": "+",
    "update": "~",
    "replace": "-/+",
    "delete": "-",
    "forget": "x",
    "import": "<",
    "move": ">",
}
DONE = {
    "create": "created",
    "update": "updated",
    "replace": "replaced",
    "delete": "deleted",
    "forget": "forgotten",
    "import": "imported",
    "move": "moved",
}
# Terraform's action reasons -> text; https://developer.hashicorp.com/terraform/internals/json-format
_BECAUSE = {
    "replace_because_tainted": "its creation was not completed",
    "replace_because_cannot_update": "it cannot be changed in place",
    "replace_by_request": "requested by -replace",
    "replace_by_triggers": "a trigger of its replacement changes",
    "delete_because_no_resource_config": "it is no longer in the configuration",
    "delete_because_wrong_repetition": "it is no longer in count or for_each",
    "delete_because_count_index": "it is no longer in count",
    "delete_because_each_key": "it is no longer in for_each",
    "delete_because_no_module": "its module no longer exists",
    "delete_because_no_move_target": "it was moved to an address without a resource",
}


class Sentence(NamedTuple):
    """A reason, and all kinds of impact that it explains."""

    kinds: tuple[Kind, ...]
    attribute: str
    reason: str
    source: str

    @property
    def label(self) -> str:
        """Names of its kinds."""
        return ", ".join(kind.value for kind in self.kinds)


def sentences(verdicts: Iterable[Verdict]) -> list[Sentence]:
    """Each reason once, worst first."""
    found: dict[tuple[str, str], Sentence] = {}
    for each in verdicts:
        key = (each.attribute, each.reason)
        kinds = found[key].kinds if key in found else ()
        found[key] = Sentence((*kinds, each.kind), each.attribute, each.reason, each.source)
    return list(found.values())


def by_component(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Items by their component, that with the worst of them first."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.component, []).append(item)
    return found


def shown(change: Change) -> list[Difference]:
    """The differences worth reading: not those that AWS decides, nor a tag a second time."""
    differences = [each for each in change.differences if not each.unknown]
    tags = {each.path for each in differences if each.path.startswith("tags.")}
    return [
        each
        for each in differences
        if each.path.replace("tags_all", "tags", 1) not in tags or each.path in tags
    ]


def details(item: Item) -> list[str]:
    """The differences line by line; none for a resource that is created or deleted."""
    change = item.judged.change
    if change.action not in ("update", "replace"):
        return []
    return [line for each in shown(change) for line in each.labelled]


def remarks(change: Change) -> list[str]:
    """Terraform's reason for the action, and the previous address."""
    found = [_BECAUSE[change.action_reason]] if change.action_reason in _BECAUSE else []
    if change.deposed:
        found.append(f"left over from an earlier replacement ({change.deposed})")
    if change.previous_address:
        found.append(f"was {change.previous_address}")
    if change.import_id:
        found.append(f"imported as {change.import_id}")
    return found


def subject(review: Review) -> str:
    """The deployment of the plan."""
    name = review.plan.deployment or review.plan.tags.get("Purpose", "")
    return f"Plan of {name}" if name else "Plan"


def counted(review: Review) -> str:
    """Number of changed resources by action."""
    counts = ", ".join(f"{number} {DONE[action]}" for action, number in review.counts.items())
    if counts:
        return counts
    if review.plan.outputs:
        return f"only outputs change: {', '.join(review.plan.outputs)}"
    return "only the state changes" if review.only_state_changes else "nothing to do"


def verdict(review: Review) -> str:
    """The result in one sentence."""
    if review.exit_code == PROBLEMS:
        return "This plan cannot be applied."
    if review.exit_code == STOPPED:
        number = len({item.address for item in review.stopped})
        changes = "1 change needs" if number == 1 else f"{number} changes need"
        return f"Stopped: {changes} --allow."
    if review.exit_code == NOTHING:
        return "Nothing to do."
    allowed = sum(item.allowed for item in review.items)
    return f"Passed, {allowed} allowed by address." if allowed else "Passed."


def notes(review: Review) -> list[str]:
    """Notes on outputs and drift in the plan."""
    found = []
    if review.items and review.plan.outputs:
        found.append(f"Outputs change: {', '.join(review.plan.outputs)}.")
    if review.drifted:
        found.append(
            f"{_resources(review.drifted)} changed outside of Terraform; openemr drift shows how."
        )
    return found


def allow_options(review: Review) -> list[str]:
    """The options to type, one for each address that stops."""
    addresses = dict.fromkeys(item.address for item in review.stopped)
    return [f"--allow {shlex.quote(address)}" for address in addresses]


def _resources(number: int) -> str:
    return "1 resource was" if number == 1 else f"{number} resources were"
