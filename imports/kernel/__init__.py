"""A kernel for jsii inside Python: makes the constructs that this project uses, without Node.js.

See README.md in the folder above.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any

_CALLS = ("create", "get", "set", "invoke", "sinvoke", "sget", "sset", "ainvoke", "sainvoke")


def install(jsii: ModuleType) -> None:
    """Answer the calls that generated code makes to `jsii`, which has just been imported."""
    from imports.kernel.journal import jsii_kernel  # noqa: PLC0415 - imports jsii itself

    jsii_kernel.attach(jsii.kernel)
    for name in _CALLS:
        setattr(jsii, name, _on_first_call(jsii, name))


def _on_first_call(jsii: ModuleType, name: str) -> Callable[..., Any]:
    """Only then are the packages loaded that the answers need."""

    def answer(*arguments: Any) -> Any:
        from imports.kernel import calls  # noqa: PLC0415 - see above

        vars(jsii).update(calls.CALLS)
        return calls.CALLS[name](*arguments)

    return answer
