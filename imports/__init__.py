"""Entry point to CDKTF and its provider bindings: makes them load and synthesize fast.

Imported first by `stacks`; then all is imported by its ordinary name, for example
`from cdktf_cdktf_provider_aws.vpc import Vpc`. See README.md beside this file.
"""

import os
import warnings

from imports.kernel import install
from imports.lazy_provider import load_lazily
from imports.node import use_packaged_node
from imports.packages import unsupported_packages
from imports.patching import patch_when_imported
from imports.type_checks import use_fast_checks


def speed_up() -> None:
    """Apply the optimizations, unless the environment or other releases of packages forbid."""
    use_packaged_node()
    # Plain CDKTF stays reachable for comparisons.
    if os.environ.get("OPENEMR_EAGER_BINDINGS") == "1":
        return
    unsupported = unsupported_packages()
    if unsupported:
        warnings.warn(f"{'; '.join(unsupported)}: loading all of CDKTF (slow)", stacklevel=2)
        return
    load_lazily()
    if os.environ.get("OPENEMR_NODE_KERNEL") != "1":
        patch_when_imported(
            {
                "jsii": install,
                "cdktf": use_fast_checks,
                "constructs": use_fast_checks,
                "cdktf_cdktf_provider_aws.": use_fast_checks,
            }
        )


speed_up()
