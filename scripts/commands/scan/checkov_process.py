"""Checkov's own checks as a process: a configuration per line in, its verdicts per line out.

It runs in Checkov's environment, which has none of the project's packages, so it imports nothing of
the project. scripts/commands/scan/checkov_checks.py starts it, and says what a line holds.
"""

import contextlib
import itertools
import json
import logging
import os
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple, TextIO

from checkov.common.bridgecrew.check_type import CheckType
from checkov.common.bridgecrew.platform_integration import bc_integration
from checkov.common.checks_infra.registry import get_graph_checks_registry
from checkov.common.graph.graph_builder import CustomAttributes
from checkov.common.models.enums import CheckResult
from checkov.runner_filter import RunnerFilter
from checkov.terraform.checks.data.registry import data_registry
from checkov.terraform.checks.provider.registry import provider_registry
from checkov.terraform.checks.resource.registry import resource_registry
from checkov.terraform_json.parser import prepare_definition
from checkov.terraform_json.runner import TerraformJsonRunner

# Checkov keeps what it has parsed of a policy under file and name, as long as the process lives.
# Each scan is a file of its own, or a second deployment would be judged by the first's policies.
_FILES = (f"scan-{number}/cdk.tf.json" for number in itertools.count())
_LINES = {"__startline__": 1, "__endline__": 1}
_REGISTRIES = {"resource": resource_registry, "data": data_registry, "provider": provider_registry}


class Verdict(NamedTuple):
    """What a check says of an address; only failures have a reason and a title."""

    check: str
    address: str
    passed: bool
    reason: str = ""
    title: str = ""


def serve(requests: TextIO, replies: TextIO) -> None:
    """Answer each line of `requests` until it ends."""
    _stay_offline()
    get_graph_checks_registry(CheckType.TERRAFORM).load_checks()
    for line in requests:
        try:
            reply = _check(json.loads(line))
        except Exception as crash:  # noqa: BLE001
            reply = {"error": f"{type(crash).__name__}: {crash}"}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def _check(request: dict[str, Any]) -> dict[str, Any]:
    """Run all of Checkov's Terraform checks, or those that the request names."""
    file, definition, only = next(_FILES), _definition(request), request["only"]
    verdicts = list(_single(file, definition, request))
    single = {id_ for id_ in only for each in _REGISTRIES.values() if each.get_check_by_id(id_)}
    if not only or set(only) - single:
        verdicts += _graph(file, definition, only)
    return {"verdicts": verdicts}


def _stay_offline() -> None:
    bc_integration.skip_download = True
    os.environ["CKV_SKIP_PACKAGE_UPDATE_CHECK"] = "true"
    logging.getLogger("checkov").setLevel(logging.ERROR)


def _definition(request: dict[str, Any]) -> dict[str, Any]:
    """The configuration as Checkov's parser would give it, with JSON texts as data.

    Checkov 3.3.30 decodes them in HCL only. In Terraform's JSON its checks of policies and
    containers see a string, and pass. Its parser also refuses `terraform.required_version`.
    """
    raw: dict[str, Any] = {}
    for kind in ("resource", "data"):
        raw[kind] = {
            type_: {name: {**attributes, **_LINES} for name, attributes in named.items()}
            for type_, named in request[kind].items()
        }
    raw["provider"] = {"aws": [{**each, **_LINES} for each in request["provider"]]}
    definition: dict[str, Any] = prepare_definition(raw)
    for entity in definition["resource"]:
        for named in entity.values():
            for attributes in named.values():
                _decode(attributes)
    return definition


def _decode(attributes: dict[str, Any]) -> None:
    for key, value in attributes.items():
        text = value[0] if isinstance(value, list) and len(value) == 1 else None
        if isinstance(text, str) and text[:1] in ("[", "{"):
            try:
                attributes[key] = [json.loads(text)]
            except ValueError:
                continue


def _single(file: str, definition: dict[str, Any], request: dict[str, Any]) -> Iterator[Verdict]:
    """Checks that look at one resource, data source or provider."""
    only = request["only"]
    for kind, registry in _REGISTRIES.items():
        for entity in definition.get(kind, []):
            type_, name, attributes = registry.extract_entity_details(entity)
            address = {"data": f"data.{type_}.{name}", "provider": f"provider.{type_}"}.get(
                kind, f"{type_}.{name}"
            )
            for each in registry.get_checks(type_):
                if only and each.id not in only:
                    continue
                for verdict in _judge(each, file, type_, name, attributes, address):
                    if not (verdict.passed and _is_blind(each, type_, address, request)):
                        yield verdict


def _judge(
    each: Any, file: str, type_: str, name: str, attributes: dict[str, Any], address: str
) -> Iterator[Verdict]:
    try:
        answer = each.run(
            scanned_file=file,
            entity_configuration=attributes,
            entity_name=name,
            entity_type=type_,
            skip_info={},
        )
    except Exception as crash:  # noqa: BLE001
        # Checkov itself would leave the check out of its report, which then looks clean.
        reason = f"the check itself failed: {type(crash).__name__}: {crash}"
        yield Verdict(each.id, address, False, reason, each.name)
        return
    if answer["result"] == CheckResult.FAILED:
        keys = answer.get("evaluated_keys") or each.get_evaluated_keys()
        yield Verdict(each.id, address, False, ", ".join(map(_key, keys)), each.name)
    elif answer["result"] == CheckResult.PASSED:
        yield Verdict(each.id, address, True)


def _is_blind(each: Any, type_: str, address: str, request: dict[str, Any]) -> bool:
    """True if the check looked for what is hidden; those of policies do not say what they read."""
    keys = {_key(key).partition(".")[0] for key in each.get_evaluated_keys()}
    if not keys and type_ in request["policies"]:
        keys = {request["policies"][type_]}
    return any([address, key] in request["hidden"] for key in keys)


def _graph(file: str, definition: dict[str, Any], only: list[str]) -> Iterator[Verdict]:
    """Checks that look at how resources are connected."""
    runner = TerraformJsonRunner()
    runner.definitions = {file: definition}
    # Rendering `${...}` takes most of the time and changes no verdict: nothing here is a variable.
    graph = runner.graph_manager.build_graph_from_definitions(
        runner.definitions, render_variables=False
    )
    runner.graph_manager.save_graph(graph)
    wanted = RunnerFilter(
        framework=[CheckType.TERRAFORM_JSON], checks=only, show_progress_bar=False
    )
    answers = runner.run_graph_checks_results(wanted, CheckType.TERRAFORM_JSON)
    for each, results in answers.items():
        for answer in results:
            address = answer["entity"][CustomAttributes.ID]
            if answer["result"] == CheckResult.FAILED:
                yield Verdict(each.id, address, False, "", each.name)
            elif answer["result"] == CheckResult.PASSED:
                yield Verdict(each.id, address, True)


def _key(path: str) -> str:
    """`setting/[0]/value` as `setting.value`."""
    return ".".join(part for part in str(path).split("/") if not part.startswith("["))


if __name__ == "__main__":
    answers = sys.stdout
    # Whatever Checkov prints must not look like an answer.
    with contextlib.redirect_stdout(sys.stderr):
        serve(sys.stdin, answers)
