"""The lock file `.openemr.lock.json`: the digest of each image that settings choose by tag.

Like Terraform's `.terraform.lock.hcl` it belongs into version control: synthesis reads it, so that
the same checkout always runs the same bytes. Only commands write it.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from stacks.cdktf_json import each_key_once
from stacks.image_reference import DIGEST, IMAGE, ImageReference

LOCK_FILE = ".openemr.lock.json"
_IMAGES = "images"
_ACCEPTED_IMAGE = "an image by tag, such as openemr/openemr:8.3.0-2026-08-30"
_ACCEPTED_DIGEST = "sha256: and 64 lower-case hexadecimal digits"


class ImageLockError(ValueError):
    """The lock file is wrong; `problems` holds one line for each mistake."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def lock_beside(cdktf_json: Path) -> Path:
    """The lock file that belongs to a cdktf.json."""
    return cdktf_json.with_name(LOCK_FILE)


def read_image_lock(file: Path) -> dict[str, str]:
    """Image by tag -> digest; empty if there is no file. Raises ImageLockError."""
    try:
        whole = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=each_key_once)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ImageLockError([f"{file.name}: cannot be read ({error.strerror})"]) from None
    except ValueError as error:
        raise ImageLockError([f"{file.name}: must be JSON ({error})"]) from None
    if problems := [f"{file.name}: {problem}" for problem in _problems(whole)]:
        raise ImageLockError(problems)
    return dict(whole[_IMAGES])


def write_image_lock(file: Path, digests: Mapping[str, str]) -> None:
    """Replace the file as a whole: a reader sees the old or the new one, sorted by image.

    Raises ImageLockError, and OSError if it cannot be written.
    """
    whole = {_IMAGES: dict(digests)}
    if problems := [f"{file.name}: {problem}" for problem in _problems(whole)]:
        raise ImageLockError(problems)
    new = file.with_name(f"{file.name}.new")
    new.write_text(json.dumps(whole, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    new.replace(file)


def _problems(whole: Any) -> Iterator[str]:
    if not isinstance(whole, dict) or not isinstance(whole.get(_IMAGES), dict):
        yield f"received {_short(whole)}; accepted: an object with the object `{_IMAGES}`"
        return
    for key in whole:
        if key != _IMAGES:
            yield f"{key}: unknown; received {_short(whole[key])}; accepted: {_IMAGES}"
    for image, digest in whole[_IMAGES].items():
        parts = ImageReference.parse(image)
        if not IMAGE.fullmatch(image) or parts.digest or not parts.tag:
            yield f"{_IMAGES}: received {_short(image)}; accepted: {_ACCEPTED_IMAGE}"
        if not isinstance(digest, str) or not DIGEST.fullmatch(digest):
            yield f"{_IMAGES}.{image}: received {_short(digest)}; accepted: {_ACCEPTED_DIGEST}"


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 100 else f"{text[:97]}..."
