"""Replace a function of MiniStack by one of ours that may call the original."""

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar

Handler = Callable[..., Any]  # MiniStack has no annotations
Function = TypeVar("Function", bound=Handler)


def around(module: ModuleType, *names: str) -> Callable[[Function], Function]:
    """Decorate `f(original, *arguments)`: it answers for each named function from now on."""

    def install(replacement: Function) -> Function:
        for name in names:
            original = _original(module, name)
            _replace(module, name, functools.partial(replacement, original))
        return replacement

    return install


def before(module: ModuleType, *names: str) -> Callable[[Function], Function]:
    """Decorate `f(*arguments)`: the response it returns, if any, is given instead of the work.

    A guard returns an AWS error response to refuse the request, or None to let it pass.
    """

    def install(guard: Function) -> Function:
        for name in names:
            original = _original(module, name)
            guarded = functools.partial(_guarded, guard, original)
            _replace(module, name, guarded)
        return guard

    return install


def _guarded(guard: Handler, original: Handler, *given: Any, **named: Any) -> Any:
    return guard(*given, **named) or original(*given, **named)


def _original(module: ModuleType, name: str) -> Handler:
    if not hasattr(module, name):
        raise AttributeError(f"{module.__name__} has no {name}; is this another MiniStack?")
    return getattr(module, name)


def _replace(module: ModuleType, name: str, new: Handler) -> None:
    """Set module.name, and the same function in the module's dispatch tables."""
    old = getattr(module, name)
    setattr(module, name, new)
    for table in list(vars(module).values()):
        if isinstance(table, dict):
            for key, function in list(table.items()):
                if function is old:
                    table[key] = new
