"""`terraform init`, refused where it would continue with a wrong or an empty state."""

from collections.abc import Mapping
from typing import Any

from scripts.terraform import Terraform
from scripts.terraform.backend.bucket import StateBucket
from scripts.terraform.backend.place import (
    LocalPlace,
    Place,
    RemotePlace,
    local_place,
    place_of,
    recorded_place,
)
from scripts.terraform.documents.state import DamagedStateError, StateDocument, parse_state
from scripts.terraform.errors import StateError

_RESTORE = (
    "Nothing was changed. openemr state versions {stack} lists what there is of it, and "
    "openemr state recover {stack} makes a version the current one."
)


class StateElsewhereError(StateError):
    """The state is in a different backend than the settings name."""


def open_backend(stack: str, configuration: Mapping[str, Any], terraform: Terraform) -> None:
    """Initialize `terraform`'s directory with the backend of the settings.

    Raises StateElsewhereError, DamagedStateError, TerraformFailedError, AwsError.
    """
    directory = terraform.directory
    place, recorded = place_of(configuration, directory), recorded_place(directory)
    if recorded is None or recorded == place:
        terraform.init().check()
    else:
        _refuse_loss(stack, recorded, place)
        terraform.init("-reconfigure").check()
    if isinstance(place, RemotePlace):
        bucket = StateBucket(place)
        _refuse_local_state(stack, bucket)
        _refuse_vanished(stack, bucket)
    else:
        _refuse_emptied(stack, place)


def _refuse_loss(stack: str, recorded: Place, place: Place) -> None:
    """Raise if the place changed, and the earlier one still holds the state."""
    if isinstance(recorded, RemotePlace):
        if recorded.is_same_object(place) or StateBucket(recorded).read() is None:
            return
        option = "" if isinstance(place, RemotePlace) else " --to-local"
    else:
        if _resources(recorded) == 0:
            return
        option = ""
    raise StateElsewhereError(
        f"The state of {stack} is in {recorded}, where this directory was last used, but "
        f"cdktf.json says {place}. Without the state everything would be created a second time.\n"
        f"To move it: openemr state move {stack}{option}. Nothing was changed."
    )


def _refuse_local_state(stack: str, bucket: StateBucket) -> None:
    """Raise if a local file holds the state that the bucket lacks."""
    local = local_place(stack)
    document = read_local(local)
    if document is None or document.resources == 0:
        return
    stored = bucket.read()
    if stored is None or parse_state(stored).lineage != document.lineage:
        raise StateElsewhereError(
            f"The state of {stack} is still the local file {local}, with {document.resources} "
            f"resources, but cdktf.json says {bucket.place}, which does not hold it.\n"
            f"To move it there: openemr state move {stack}. To keep it local: remove "
            "context.remote_state from cdktf.json. Nothing was changed."
        )


def _refuse_vanished(stack: str, bucket: StateBucket) -> None:
    """Raise if the object is empty, or was deleted: Terraform would take either for a new state."""
    size = bucket.size()
    if size == 0:
        problem = "is empty"
    elif size is None and any(each.size for each in bucket.versions()):
        problem = "was deleted"
    else:
        return
    raise DamagedStateError(
        f"The state of {stack}, {bucket.place}, {problem}. Terraform would treat it as a new one "
        f"and create everything a second time.\n{_RESTORE.format(stack=stack)}"
    )


def _refuse_emptied(stack: str, place: LocalPlace) -> None:
    """The same for a file. Terraform leaves an empty one when its first apply is killed."""
    if not place.path.is_file() or place.path.stat().st_size:
        return
    if _resources(LocalPlace(place.path.with_name(f"{place.path.name}.backup"))):
        raise DamagedStateError(
            f"The state of {stack}, {place}, is empty, but its backup is not. Terraform would "
            f"create everything a second time.\n{_RESTORE.format(stack=stack)}"
        )


def read_local(place: LocalPlace) -> StateDocument | None:
    """The state in the file; None if there is none, or an empty one. Raises DamagedStateError."""
    text = place.read() or b""
    try:
        return parse_state(text) if text.strip() else None
    except DamagedStateError as damage:
        raise DamagedStateError(
            f"{place} is not a state: {damage}. Nothing was changed."
        ) from damage


def _resources(place: LocalPlace) -> int:
    document = read_local(place)
    return document.resources if document else 0
