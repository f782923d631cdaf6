"""Translation of a predecessor's settings into a deployment's, with a verdict on every key."""

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from scripts.commands.settings.import_.entry import (
    Becomes,
    Depends,
    Entry,
    Reading,
    Unsupported,
    is_unset,
)
from scripts.commands.settings.import_.overrides import nested, overlap
from scripts.commands.settings.import_.predecessors.cdk import (
    COMMAND_LINE,
    FEATURE_FLAG,
    FEATURE_FLAG_PREFIX,
)
from scripts.commands.settings.import_.secrets import may_be_secret
from scripts.commands.settings.import_.source import Source
from scripts.commands.settings.show import setting_groups
from stacks.settings.edge import CERTIFICATE_ARN

Outcome: TypeAlias = Literal[
    "taken_over", "renamed", "converted", "default", "replaced", "unsupported", "unknown"
]
# Written even where they have their default: a reader of cdktf.json must not have to know it.
_ALWAYS_WRITTEN = ("region", "environment")


@dataclass(frozen=True)
class Verdict:
    """What became of one key.

    place: `context` or `file` of a cdk.json, `variables`, or `left out` for a key that the file
    does not have, whose default there is meant. shown: whether its value may be printed.
    setting, written: what holds the value here, and the value; "" and None where nothing does.
    protection: of the result against the alternative, the file's value or the default here.
    """

    place: str
    key: str
    value: Any
    outcome: Outcome
    reason: str = ""
    setting: str = ""
    written: Any = None
    shown: bool = True
    protection: Literal["equal", "less", "more"] = "equal"


@dataclass(frozen=True)
class Translation:
    """Every key's verdict, and the deployment as in cdktf.json; `notes` has what no key said."""

    verdicts: tuple[Verdict, ...]
    deployment: dict[str, Any]
    notes: tuple[str, ...]


def translate(source: Source, overrides: Mapping[str, Any]) -> Translation:
    """Translate a file's settings; `overrides`, by path, come before them."""
    translator = _Translator(source, overrides)
    verdicts = tuple(translator.verdicts())
    return Translation(verdicts, *translator.deployment(verdicts))


class _Translator:
    """One import: the tables of its predecessor, the defaults here, what --set says."""

    def __init__(self, source: Source, overrides: Mapping[str, Any]) -> None:
        self._source = source
        self._overrides = overrides
        self._keys = source.predecessor.keys
        self._environment = self._chosen_environment()
        reference = [setting for group in setting_groups() for setting in group.settings]
        self._order = [setting.path for setting in reference]
        evaluates = self._environment == "evaluation"
        self._defaults = {
            setting.path: json.loads((evaluates and setting.evaluation) or setting.default)
            for setting in reference
            if setting.default
        }

    def _chosen_environment(self) -> Any:
        """What the deployment will be: not known to be an evaluation is a production."""
        if "environment" in self._overrides:
            return self._overrides["environment"]
        entry = self._keys.get("environment")
        if isinstance(entry, Becomes):
            given = self._source.values.get("environment")
            return entry.convert(entry.default if is_unset(given) else given).value
        return "production"

    def verdicts(self) -> Iterator[Verdict]:
        """One for each key of the file, and one for each left out whose default there counts."""
        in_context = self._source.predecessor.leaves_out_null
        place = "context" if in_context else "variables"
        for key, value in self._source.values.items():
            yield self._verdict(place, key, value)
        for key in self._source.beside:
            yield _hidden("file", key, "unsupported", COMMAND_LINE.reason)
        for key, entry in self._keys.items():
            if key not in self._source.values:
                yield from self._left_out(key, self._decided(entry))

    def _verdict(self, place: str, key: str, value: Any) -> Verdict:
        entry = self._keys.get(key)
        if entry is None and place == "context" and key.startswith(FEATURE_FLAG_PREFIX):
            return _hidden(place, key, "unsupported", FEATURE_FLAG.reason)
        if entry is None:
            return _hidden(place, key, "unknown", self._why_unknown(key))
        if may_be_secret(value):
            return _hidden(place, key, "unsupported", "may be a secret, which no setting holds")
        entry = self._decided(entry)
        if isinstance(entry, Unsupported):
            return _unsupported(place, key, value, entry)
        return self._becomes(place, key, value, entry)

    def _why_unknown(self, key: str) -> str:
        close = difflib.get_close_matches(key, self._keys, n=1, cutoff=0.8)
        return "no key of this predecessor" + (f", did you mean {close[0]}?" if close else "")

    def _decided(self, entry: Entry) -> Becomes | Unsupported:
        while isinstance(entry, Depends):
            is_set = not is_unset(self._source.values.get(entry.key))
            entry = entry.if_set if is_set else entry.if_unset
        return entry

    def _becomes(self, place: str, key: str, value: Any, entry: Becomes) -> Verdict:
        left_out = value is None and self._source.predecessor.leaves_out_null
        reading = entry.convert(entry.default if left_out else value)
        verdict = Verdict(place, key, value, "default", setting=entry.setting)
        if any(overlap(entry.setting, path) for path in self._overrides):
            return replace(verdict, outcome="replaced", reason="by --set")
        if reading.value is None or (reading.value == [] and is_unset(value)):
            lost = bool(reading.remark)
            outcome: Outcome = "unsupported" if lost else "default"
            return replace(verdict, outcome=outcome, reason=reading.remark or "not set", setting="")
        default = self._defaults.get(entry.setting)
        remark = "; ".join(each for each in (reading.remark, entry.remark) if each)
        if _same(reading.value, default) and entry.setting not in _ALWAYS_WRITTEN:
            return replace(verdict, reason=reading.remark)
        result = replace(
            verdict,
            outcome=_outcome(key, value, entry.setting, reading),
            reason=remark,
            written=reading.value,
        )
        if not entry.protects or not _is_less(reading.value, default):
            return result
        if _same(reading.value, entry.convert(entry.default).value):
            reason = (
                f"the default there, so no choice; {entry.setting} stays {json.dumps(default)}, "
                f"unless --set {entry.setting}={json.dumps(reading.value)}"
            )
            return replace(verdict, reason=reason, protection="more")
        reason = f"the default here is {json.dumps(default)}"
        return replace(result, reason=reason, protection="less")

    def _left_out(self, key: str, entry: Becomes | Unsupported) -> Iterator[Verdict]:
        """A verdict only if the predecessor's default makes a difference here.

        What protects is left to the defaults here.
        """
        if isinstance(entry, Becomes) and entry.default is not None and not entry.protects:
            verdict = self._becomes("left out", key, entry.default, entry)
            if verdict.written is not None:
                yield verdict

    def deployment(self, verdicts: tuple[Verdict, ...]) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The deployment's settings, in the order of the reference, and the notes on them."""
        values: dict[str, Any] = {}
        for verdict in verdicts:
            if isinstance(verdict.written, list):
                known = values.setdefault(verdict.setting, [])
                known += [each for each in verdict.written if each not in known]
            elif verdict.written is not None:
                values[verdict.setting] = verdict.written
        values |= self._overrides
        notes = []
        for setting, value, reason in self._not_in_the_file(values):
            if not any(overlap(setting, path) for path in values):
                values[setting] = value
                notes.append(f"{setting} {json.dumps(value)}: {reason}")
        order = [*_ALWAYS_WRITTEN, *self._order, *values]
        return nested({path: values[path] for path in order if path in values}), tuple(notes)

    def _not_in_the_file(self, values: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
        """Setting, value and reason, where the file may say nothing."""
        certificate = CERTIFICATE_ARN.fullmatch(str(values.get("certificate_arn")))
        if certificate:
            yield "region", certificate["region"], "that of certificate_arn"
        else:
            default = self._defaults["region"]
            yield "region", default, "the default here, as the file has none; else --set region=..."
        if not any(overlap("clients", path) for path in values):
            yield (
                "security_group_ip_range",
                None,
                "nobody gets in; else --set security_group_ip_range=203.0.113.0/24",
            )
        reason = "nothing says that it is an evaluation; else --set environment=evaluation"
        yield "environment", "production", reason


def _hidden(place: str, key: str, outcome: Outcome, reason: str) -> Verdict:
    return Verdict(place, key, None, outcome, reason, shown=False)


def _unsupported(place: str, key: str, value: Any, entry: Unsupported) -> Verdict:
    folded = value.lower() if isinstance(value, str) else value
    if entry.then and folded in entry.harmless:
        return Verdict(place, key, value, "default", entry.then)
    return Verdict(place, key, value, "unsupported", entry.reason)


def _outcome(key: str, value: Any, setting: str, reading: Reading) -> Outcome:
    if not _same(reading.value, value):
        return "converted"
    return "taken_over" if key == setting else "renamed"


def _same(value: Any, other: Any) -> bool:
    """Equal as JSON has it, where true is not 1."""
    return bool(value == other and isinstance(value, bool) == isinstance(other, bool))


def _is_less(value: Any, default: Any) -> bool:
    """True if both are numbers or switches and the value is the smaller."""
    comparable = all(isinstance(each, int | float) for each in (value, default))
    return bool(comparable and value < default)
