"""A jsii kernel in Python: creates the constructs that this project uses, without Node.js.

See README.md in the folder above.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any

_CALLS = ("create", "get", "set", "invoke", "sinvoke", "sget", "sset")


def install(jsii: ModuleType) -> None:
    """Replace the functions of `jsii` that generated code calls; `jsii` was just imported."""
    from imports.kernel.journal import node_kernel  # noqa: PLC0415 - imports jsii itself

    node_kernel.attach(jsii.kernel)
    for name in _CALLS:
        setattr(jsii, name, _on_first_call(jsii, name))


def _on_first_call(jsii: ModuleType, name: str) -> Callable[..., Any]:
    """Load the implementation, which imports cdktf, only when something is called."""

    def call(*arguments: Any) -> Any:
        from imports.kernel.calls import CALLS  # noqa: PLC0415 - see above

        vars(jsii).update(CALLS)
        return CALLS[name](*arguments)

    return call
