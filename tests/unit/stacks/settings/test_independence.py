"""Settings stand alone: reading them loads neither CDKTF nor jsii."""

import subprocess
import sys

from tests.configurations import PROJECT

PROGRAM = """
import sys
import stacks.settings
print(sorted({name.partition('.')[0] for name in sys.modules} & {'cdktf', 'jsii', 'constructs'}))
"""


def test_settings_load_neither_cdktf_nor_jsii():
    ended = subprocess.run(
        [sys.executable, "-B", "-c", PROGRAM],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ended.stdout == "[]\n"
