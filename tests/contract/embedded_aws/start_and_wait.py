"""Start a server with its state in the given folder, print its port, and wait to be killed."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from scripts.embedded_aws import EmbeddedAws

with EmbeddedAws(state_directory=Path(sys.argv[1])) as server:
    print(server.url.rpartition(":")[2], flush=True)  # noqa: T201 - the caller reads it
    time.sleep(600)
