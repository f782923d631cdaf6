"""Does something to a module right after it was imported."""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

Change = Callable[[ModuleType], None]


class ChangingFinder(MetaPathFinder):
    """Finds modules as Python does, and has them changed before anyone sees them.

    changes: by a module's name, or by a package's name with a dot for all modules in it.
    """

    def __init__(self, changes: dict[str, Change]) -> None:
        self._changes = changes

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module's ordinary spec with a loader that changes it; None for all others."""
        package, dot, _ = name.partition(".")
        change = self._changes.get(name) or self._changes.get(f"{package}{dot}")
        spec = PathFinder.find_spec(name, path, target) if change else None
        if spec is not None and type(spec.loader) is SourceFileLoader and change:
            spec.loader = _ChangingLoader(spec.loader.name, spec.loader.path, change)
        return spec


class _ChangingLoader(SourceFileLoader):
    def __init__(self, name: str, path: str, change: Change) -> None:
        super().__init__(name, path)
        self._change = change

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code, then the change."""
        super().exec_module(module)
        self._change(module)


def change_when_imported(changes: dict[str, Change]) -> None:
    """Have modules changed, those that are loaded already at once."""
    for name, change in changes.items():
        if name in sys.modules:
            change(sys.modules[name])
    sys.meta_path.insert(0, ChangingFinder(changes))
