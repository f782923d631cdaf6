"""Writes what an app describes: for each stack Terraform's JSON, and CDKTF's manifest."""

import os
from typing import Any

from imports.kernel.construction import VARIABLES
from imports.kernel.document import Document, document
from imports.kernel.not_known import NotKnownError
from imports.kernel.objects import AppHandle, ElementHandle, StackHandle
from imports.kernel.stable_json import stable_json


def write(app: AppHandle) -> None:
    """`app.synth()`."""
    if app.folder is None or any(name in os.environ for name in VARIABLES):
        raise NotKnownError("an app whose folder CDKTF chooses")
    stacks = [each for each in app.everything() if isinstance(each, StackHandle)]
    if len({stack.id for stack in stacks}) < len(stacks):
        raise NotKnownError("two stacks of one name")
    for stack in stacks:
        _check(stack)
    for stack in stacks:
        folder = app.folder / "stacks" / stack.id
        folder.mkdir(exist_ok=True)
        (folder / "cdk.tf.json").write_bytes(_encoded(document(stack)))
    described = {stack.id: _description(stack) for stack in stacks}
    manifest = {"stacks": described, "version": app.version}
    (app.folder / "manifest.json").write_bytes(_encoded(manifest))


def without_comments(stack: StackHandle) -> str:
    """What CDKTF's `Testing.synth` gives: the JSON without its comments."""
    return stable_json(_strip(document(stack)))


def _check(stack: StackHandle) -> None:
    """Leave to CDKTF what it refuses, or adds of its own accord."""
    kinds = {each.kind for each in stack.everything() if isinstance(each, ElementHandle)}
    if "backend" not in kinds:
        raise NotKnownError("a stack without a backend")
    if kinds & {"resource", "data"} and "provider" not in kinds:
        raise NotKnownError("resources without a provider")


def _encoded(value: Document) -> bytes:
    try:
        return stable_json(value).encode()
    except UnicodeEncodeError as half:
        raise NotKnownError("half a character") from half


def _description(stack: StackHandle) -> Document:
    """A stack in the manifest."""
    folder = f"stacks/{stack.id}"
    return {
        "annotations": [
            {"constructPath": construct.path, "level": level, "message": message}
            for construct in stack.everything()
            for level, message in construct.annotations
        ],
        "constructPath": stack.path,
        "dependencies": [],
        "name": stack.id,
        "stackMetadataPath": f"{folder}/metadata.json",
        "synthesizedStackPath": f"{folder}/cdk.tf.json",
        "workingDirectory": folder,
    }


def _strip(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _strip(item) for key, item in value.items() if key != "//"}
    if isinstance(value, list):
        return [_strip(item) for item in value]
    return value
