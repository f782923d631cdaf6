"""Where a resource comes from: the file of stacks/ and the component that made it."""

from functools import cache
from typing import NamedTuple

from scripts.project import ROOT
from scripts.terraform.documents.configuration import REMOTE_STATE, WHOLE

# Addresses equal construct paths, and a component's id equals the name of its module.
COMPONENTS = ROOT / "stacks" / "components"
STACKS = ROOT / "stacks"
# What no component made.
STACK_FILES = {REMOTE_STATE: "stacks/remote_state.py"}
DEPLOYMENT_FILE = "stacks/openemr.py"


class Origin(NamedTuple):
    """A file, relative to the project, and a component's path, such as `application/task`."""

    file: str
    component: str


def origin_of(address: str, environment: str) -> Origin:
    """What made the resource at `address` in a stack of this environment."""
    name = address.rpartition(".")[2]
    if environment not in STACK_FILES:
        for prefix, file in _modules():
            if name == prefix or name.startswith(f"{prefix}_"):
                component = file.removeprefix("stacks/").removeprefix("components/")
                return Origin(file, component.removesuffix(".py").removesuffix("/__init__"))
    return Origin(STACK_FILES.get(environment, DEPLOYMENT_FILE), WHOLE)


@cache
def _modules() -> tuple[tuple[str, str], ...]:
    """Prefix of names -> file; the longest prefix first, and components before the rest."""
    found = {}
    for file in sorted([*STACKS.glob("*.py"), *COMPONENTS.rglob("*.py")]):
        module = file.parent if file.name == "__init__.py" else file.with_suffix("")
        base = COMPONENTS if file.is_relative_to(COMPONENTS) else STACKS
        prefix = "_".join(module.relative_to(base).parts)
        if prefix and prefix not in ("openemr", "components"):
            found[prefix] = file.relative_to(ROOT).as_posix()
    return tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item)))
