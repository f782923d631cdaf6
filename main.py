"""Synthesize every deployment of cdktf.json into cdktf.out: same settings, same bytes."""

import gc
import os
import sys
from pathlib import Path

from imports.compiled import keep_compiled
from stacks.settings import SettingsError, read_settings

PROJECT = Path(__file__).resolve().parent


def main() -> int:
    """Return 0, or 2 after saying all that is wrong with the settings."""
    try:
        settings = read_settings(PROJECT / "cdktf.json")
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2

    # Only now, so that invalid settings are reported without waiting for CDKTF.
    keep_compiled(PROJECT / ".cache" / "python")
    from stacks.app import synthesize  # noqa: PLC0415

    # The cdktf command line says where it wants the output.
    synthesize(settings, os.environ.get("CDKTF_OUTDIR") or str(PROJECT / "cdktf.out"))
    return 0


if __name__ == "__main__":
    # Nearly all that is made here stays in use until the process ends.
    gc.disable()
    sys.exit(main())
