"""Keeps the provider bindings from loading all of their 2,100 modules, in Python and in Node.js."""

import importlib.util
import os
import sys
from pathlib import Path

from imports.packages import PROVIDER

NODE_HOOK = Path(__file__).with_name("lazy_provider.cjs")


def load_lazily() -> None:
    """Let the provider's submodules load one by one.

    The package's `__init__` imports every submodule, and the Node side does the same again,
    although a deployment needs about 70. So the parent module is registered without being
    executed, and Node is given the package's own `lazy-index.js` in place of `index.js`.
    """
    if PROVIDER in sys.modules:
        return
    spec = importlib.util.find_spec(PROVIDER)
    if spec is None:
        return
    sys.modules[PROVIDER] = importlib.util.module_from_spec(spec)
    hook = f'--require "{NODE_HOOK.as_posix()}"'
    options = os.environ.get("NODE_OPTIONS", "")
    if hook not in options:
        os.environ["NODE_OPTIONS"] = f"{options} {hook}".strip()
