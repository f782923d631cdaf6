"""The one door to CDKTF and its provider bindings: makes them quick to load and to use.

Loaded first by `stacks`; afterwards all is imported by its ordinary name, for example
`from cdktf_cdktf_provider_aws.vpc import Vpc`. See README.md beside this file.
"""

import os
import warnings

from imports.importing import change_when_imported
from imports.kernel import install
from imports.lazy_provider import load_lazily
from imports.node import use_packaged_node
from imports.packages import unknown_packages
from imports.type_checks import quicken


def open_door() -> None:
    """Make synthesis quick, as far as the environment asks for it and the packages are known."""
    use_packaged_node()
    # The ordinary ways stay reachable, so that anyone can compare.
    if os.environ.get("OPENEMR_EAGER_BINDINGS") == "1":
        return
    unknown = unknown_packages()
    if unknown:
        warnings.warn(f"{'; '.join(unknown)}: loading all of CDKTF (slow)", stacklevel=2)
        return
    load_lazily()
    if os.environ.get("OPENEMR_NODE_KERNEL") != "1":
        change_when_imported(
            {
                "jsii": install,
                "cdktf": quicken,
                "constructs": quicken,
                "cdktf_cdktf_provider_aws.": quicken,
            }
        )


open_door()
