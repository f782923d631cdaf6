"""Checkov's own checks, run in this process and without a network."""

import itertools
import json
import logging
import os
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, NamedTuple

from checkov.common.bridgecrew.check_type import CheckType
from checkov.common.bridgecrew.platform_integration import bc_integration
from checkov.common.checks_infra.registry import Registry, get_graph_checks_registry
from checkov.common.graph.graph_builder import CustomAttributes
from checkov.common.models.enums import CheckResult
from checkov.runner_filter import RunnerFilter
from checkov.terraform.checks.data.registry import data_registry
from checkov.terraform.checks.provider.registry import provider_registry
from checkov.terraform.checks.resource.registry import resource_registry
from checkov.terraform_json.parser import prepare_definition
from checkov.terraform_json.runner import TerraformJsonRunner

from scripts.commands.scan.documents import policy_attributes
from scripts.commands.scan.finding import CHECKOV, Finding
from scripts.commands.scan.unjudged import unjudged
from scripts.resources.facets.policies import Bearer
from scripts.terraform.documents.configuration import Configuration

# Read the lifecycle block, which a plan does not hold.
NOT_ON_PLANS = {"CKV_AWS_233"}
# Checkov keeps what it has parsed of a policy under file and name, as long as the process lives.
# Each scan is a file of its own, or a second deployment would be judged by the first's policies.
_FILES = (f"scan-{number}/cdk.tf.json" for number in itertools.count())
_LINES = {"__startline__": 1, "__endline__": 1}
_REGISTRIES = {"resource": resource_registry, "data": data_registry, "provider": provider_registry}


class Verdicts(NamedTuple):
    """Findings, and for each check the addresses at which it passed."""

    findings: list[Finding]
    passed: dict[str, tuple[str, ...]]


def check(configuration: Configuration, only: Collection[str] = ()) -> Verdicts:
    """Run all of Checkov's Terraform checks, or `only` those of these ids."""
    _stay_offline()
    unwanted = NOT_ON_PLANS if configuration.planned else set()
    file, definition = next(_FILES), _definition(configuration)
    hidden = {(each.address, each.attribute) for each in unjudged(configuration)}
    verdicts = list(_single(file, definition, only, hidden))
    if not only or any(not _is_single(id_) for id_ in only):
        verdicts += _graph(file, definition, only)
    findings = [verdict for verdict in verdicts if isinstance(verdict, Finding)]
    passed: dict[str, list[str]] = {}
    for verdict in verdicts:
        if not isinstance(verdict, Finding):
            passed.setdefault(verdict[0], []).append(verdict[1])
    return Verdicts(
        [finding for finding in findings if finding.check not in unwanted],
        {id_: tuple(sorted(passed[id_])) for id_ in sorted(passed) if id_ not in unwanted},
    )


def _stay_offline() -> None:
    bc_integration.skip_download = True
    os.environ["CKV_SKIP_PACKAGE_UPDATE_CHECK"] = "true"
    logging.getLogger("checkov").setLevel(logging.ERROR)


def _definition(configuration: Configuration) -> dict[str, Any]:
    """The configuration as Checkov's parser would give it, with JSON texts as data.

    Checkov 3.3.30 decodes them in HCL only. In Terraform's JSON its checks of policies and
    containers see a string, and pass. Its parser also refuses `terraform.required_version`.
    """
    raw: dict[str, Any] = {"resource": {}, "data": {}}
    for resource in configuration.resources:
        block = raw["data" if resource.mode == "data" else "resource"]
        block.setdefault(resource.type, {})[resource.name] = {**resource.attributes, **_LINES}
    raw["provider"] = {"aws": [{**each, **_LINES} for each in configuration.provider]}
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


def _is_single(id_: str) -> bool:
    return any(registry.get_check_by_id(id_) for registry in _REGISTRIES.values())


def _single(
    file: str, definition: dict[str, Any], only: Collection[str], hidden: set[tuple[str, str]]
) -> Iterator[Finding | tuple[str, str]]:
    """Checks that look at one resource, data source or provider.

    `hidden`: address and attribute of what a plan keeps from them; to pass there means nothing.
    """
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
                    if isinstance(verdict, Finding) or not _is_blind(each, type_, address, hidden):
                        yield verdict


def _judge(
    each: Any, file: str, type_: str, name: str, attributes: dict[str, Any], address: str
) -> Iterator[Finding | tuple[str, str]]:
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
        yield Finding(each.id, address, reason, each.name, CHECKOV)
        return
    if answer["result"] == CheckResult.FAILED:
        keys = answer.get("evaluated_keys") or each.get_evaluated_keys()
        yield Finding(each.id, address, ", ".join(map(_key, keys)), each.name, CHECKOV)
    elif answer["result"] == CheckResult.PASSED:
        yield each.id, address


def _is_blind(each: Any, type_: str, address: str, hidden: set[tuple[str, str]]) -> bool:
    """True if the check looked for what is hidden; those of policies do not say what they read."""
    keys = {_key(key).partition(".")[0] for key in each.get_evaluated_keys()}
    policies = policy_attributes(Bearer.IDENTITY, Bearer.RESOURCE)
    if not keys and type_ in policies:
        keys = {policies[type_]}
    return any((address, key) in hidden for key in keys)


def _graph(
    file: str, definition: dict[str, Any], only: Collection[str]
) -> Iterator[Finding | tuple[str, str]]:
    """Checks that look at how resources are connected."""
    runner = TerraformJsonRunner()
    runner.definitions = {file: definition}
    # Rendering `${...}` takes most of the time and changes no verdict: nothing here is a variable.
    graph = runner.graph_manager.build_graph_from_definitions(
        runner.definitions, render_variables=False
    )
    runner.graph_manager.save_graph(graph)
    _graph_checks()
    wanted = RunnerFilter(
        framework=[CheckType.TERRAFORM_JSON], checks=list(only), show_progress_bar=False
    )
    answers = runner.run_graph_checks_results(wanted, CheckType.TERRAFORM_JSON)
    for each, results in answers.items():
        for answer in results:
            address = answer["entity"][CustomAttributes.ID]
            if answer["result"] == CheckResult.FAILED:
                yield Finding(each.id, address, "", each.name, CHECKOV)
            elif answer["result"] == CheckResult.PASSED:
                yield each.id, address


@cache
def _graph_checks() -> Registry:
    registry = get_graph_checks_registry(CheckType.TERRAFORM)
    registry.load_checks()
    return registry


def _key(path: str) -> str:
    """`setting/[0]/value` as `setting.value`."""
    return ".".join(part for part in str(path).split("/") if not part.startswith("["))
