"""Replacement of the `context` of a cdktf.json; all else in the file stays as it is."""

import json
import os
import re
from pathlib import Path
from typing import Any


def replace_context(file: Path, context: Any) -> None:
    """Write another `context`, with the file's own indentation. The file is replaced at once.

    Raises OSError, and then the file is as it was.
    """
    text = file.read_text(encoding="utf-8")
    indent = re.search(r'\n([ \t]+)"', text)
    whole = {**json.loads(text), "context": context}
    written = json.dumps(whole, indent=indent[1] if indent else None, ensure_ascii=False) + "\n"
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        beside.write_text(written, encoding="utf-8")
        beside.replace(file)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
