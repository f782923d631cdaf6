"""Patches modules right after they are imported."""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

Patch = Callable[[ModuleType], None]


class PatchingFinder(MetaPathFinder):
    """Finds modules as Python does, and patches them before anyone else sees them.

    patches: by a module's name, or by a package's name with a dot for all modules in it.
    """

    def __init__(self, patches: dict[str, Patch]) -> None:
        self._patches = patches

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module's ordinary spec with a loader that patches it; None for all others."""
        package, dot, _ = name.partition(".")
        patch = self._patches.get(name) or self._patches.get(f"{package}{dot}")
        spec = PathFinder.find_spec(name, path, target) if patch else None
        if spec is not None and type(spec.loader) is SourceFileLoader and patch:
            spec.loader = _PatchingLoader(spec.loader.name, spec.loader.path, patch)
        return spec


class _PatchingLoader(SourceFileLoader):
    def __init__(self, name: str, path: str, patch: Patch) -> None:
        super().__init__(name, path)
        self._patch = patch

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code, then the patch."""
        super().exec_module(module)
        self._patch(module)


def patch_when_imported(patches: dict[str, Patch]) -> None:
    """Patch modules when they are imported, and at once those that already are."""
    for name, patch in patches.items():
        if name in sys.modules:
            patch(sys.modules[name])
    sys.meta_path.insert(0, PatchingFinder(patches))
