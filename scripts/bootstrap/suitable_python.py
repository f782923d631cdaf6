"""Check whether the running interpreter can create the project's environments.

Any Python 3 must be able to read this file: its answer is how an old one is refused.
"""

# ruff: noqa: PLC0415, T201, UP031
import sys

OLDEST = (3, 10)
NEWEST = (3, 14)  # the newest for which every locked package has a wheel


def refusal():
    """The reason for which this interpreter is not suitable; empty if it is."""
    version = sys.version_info[:2]
    if version < OLDEST:
        return "Python %d.%d is too old" % version
    if version > NEWEST:
        return "Python %d.%d is newer than the locked packages" % version
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return "Python %d.%d without venv (Debian and Ubuntu: install python3-venv)" % version
    return ""


if __name__ == "__main__":
    print(refusal() or "Python %d.%d.%d" % sys.version_info[:3])
    sys.exit(1 if refusal() else 0)
