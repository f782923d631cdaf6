"""Versions of secrets, which Terraform must not import: it would read the secret into the state.

A missing version would be written again with new passwords, while running tasks have the old ones.
So it is entered into the state as Terraform writes it after creating one, without the secret.
"""

import json
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.adoption.search import Search
from scripts.aws.reader import AwsReader
from scripts.resources.facets.wanted import NotYetKnownError, resolve
from scripts.terraform.working_directory import WorkingDirectory

TYPE = "aws_secretsmanager_secret_version"
_SECRET_ATTRIBUTES = ("secret_binary", "secret_string", "secret_string_wo")


def missing_versions(work: WorkingDirectory, search: Search) -> list[dict[str, Any]]:
    """Entries for each current version that the state lacks; `search` has run. Raises AwsError."""
    return list(_forgotten(work, search))


def add_versions(
    work: WorkingDirectory, state: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Save the state with these entries; returns their addresses. Raises TerraformFailedError."""
    empty = {
        "version": 4,
        "terraform_version": ".".join(map(str, work.terraform.binary.version)),
        "serial": 0,
        "lineage": str(uuid.uuid4()),
        "outputs": {},
    }
    grown = {**empty, **state}
    grown["serial"] = int(grown["serial"]) + 1
    grown["resources"] = [*state.get("resources", ()), *entries]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "grown.tfstate")
        path.write_text(json.dumps(grown))
        work.terraform.state_push(path).check()
    return [f"{TYPE}.{each['name']}" for each in entries]


def _forgotten(work: WorkingDirectory, search: Search) -> Iterator[dict[str, Any]]:
    registry = work.terraform.binary.registry
    for name, arguments in work.configuration.get("resource", {}).get(TYPE, {}).items():
        # Only a version whose value the state never holds can be entered without it.
        if search.tracked.has(f"{TYPE}.{name}") or "secret_string_wo_version" not in arguments:
            continue
        try:
            secret = str(resolve(arguments["secret_id"], search.known))
        except NotYetKnownError:
            continue
        version = current_version(search.aws, secret)
        if version:
            yield _entry(name, arguments, secret, version, registry)


def current_version(aws: AwsReader, secret: str) -> str | None:
    """The version that is in use; None if the secret has no value yet. Raises AwsError."""
    listed = aws.list("secretsmanager", "list_secret_version_ids", "Versions", SecretId=secret)
    current = (each for each in listed if "AWSCURRENT" in each.get("VersionStages", ()))
    version = next((str(each["VersionId"]) for each in current), None)
    if version is None:
        return None
    # One without a value would never get one. Terraform reads the value at every refresh, too.
    chosen = {"SecretId": secret, "VersionId": version}
    has_value = aws.get("secretsmanager", "get_secret_value", **chosen).get("SecretString")
    return version if has_value else None


def _entry(
    name: str, arguments: Mapping[str, Any], secret: str, version: str, registry: str
) -> dict[str, Any]:
    """A state entry as provider 5.100.0 writes it, schema version 0; a refresh completes it."""
    attributes = {
        "arn": secret,
        "has_secret_string_wo": True,
        "id": f"{secret}|{version}",
        "secret_binary": "",
        "secret_id": secret,
        "secret_string": "",
        "secret_string_wo": None,
        "secret_string_wo_version": arguments["secret_string_wo_version"],
        "version_id": version,
        "version_stages": ["AWSCURRENT"],
    }
    sensitive: Sequence[Any] = [
        [{"type": "get_attr", "value": each}] for each in _SECRET_ATTRIBUTES
    ]
    instance = {"schema_version": 0, "attributes": attributes, "sensitive_attributes": sensitive}
    return {
        "mode": "managed",
        "type": TYPE,
        "name": name,
        "provider": f'provider["{registry}/hashicorp/aws"]',
        "instances": [instance],
    }
