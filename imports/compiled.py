"""Where Python keeps compiled modules."""

import sys
from importlib.util import cache_from_source
from pathlib import Path

from imports.packages import folder_of


def keep_compiled(folder: Path) -> None:
    """Let modules that are imported from now on be compiled once, not each time.

    Usually Python sees to that itself, or scripts/setup did. But if packages were installed without
    compiled code, and the environment asks Python to write none beside them, `folder` keeps it.
    """
    compiled = Path(cache_from_source(str(folder_of("cdktf") / "__init__.py")))
    if sys.dont_write_bytecode and not compiled.exists():
        # A folder that cannot be written stays empty, without an error.
        sys.pycache_prefix, sys.dont_write_bytecode = str(folder), False
