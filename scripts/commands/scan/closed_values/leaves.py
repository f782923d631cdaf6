"""Blocks of Terraform JSON as flat arguments: path -> literal, JSON inside of strings unfolded.

Text that differs by deployment is replaced: `<<deployment>>`, `<<region>>`, and `<<client>>` in
rules for a client's network, which names the resource too.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from scripts.terraform.documents.configuration import blocks
from stacks.settings.account import OWN_TAG_KEYS

Leaves = dict[str, Any]

# Sections of Terraform's JSON whose entries have a type and a name.
ADDRESSED = {"data": "data.", "ephemeral": "ephemeral.", "resource": ""}
# Keys that name an element of a list, whose order then says nothing.
LABELS = ("Sid", "name", "id", "rule_name", "title")
# Lists of strings that are a program's arguments.
ORDERED = {"command", "entryPoint"}
# In policies, one string stands for a list of one.
IAM_LISTS = {"Action", "NotAction", "Resource", "NotResource"}
LONGEST_TEXT = 400
# Where a dashboard shows something.
_LAYOUT = re.compile(r"dashboard_body\.widgets\[.*\]\.(x|y|width|height)")
# Further tags are anybody's.
_TAGS = "default_tags.tags."
_OWN_TAGS = {key.casefold() for key in OWN_TAG_KEYS}
# Resources of which settings decide the number: what comes before the key, and what after.
_FAMILIES = (
    re.compile(
        r"(aws_vpc_security_group_ingress_rule\.front_door_perimeter_from_)"
        r"([0-9a-f]*_[0-9a-f_]+)(_(?:443|80))"
    ),
    re.compile(r"(aws_sns_topic_subscription\.notifications_email_)(\d+)()"),
)
_NETWORK = re.compile(r"[0-9a-f.:]+/\d+")


@dataclass(frozen=True)
class Block:
    """One resource, output or other block, flat.

    family: the address, with `*` for the key of one of several alike.
    """

    address: str
    family: str
    leaves: Leaves = field(hash=False)


@dataclass(frozen=True)
class Own:
    """What a deployment calls itself, taken out of its values."""

    deployment: str
    region: str

    @classmethod
    def read(cls, provider: Mapping[str, Any]) -> "Own":
        """From the provider's block, whose tags and Region every resource has."""
        tags = next(iter(blocks(provider, "default_tags")), {}).get("tags") or {}
        return cls(str(tags.get("Deployment", "")), str(provider.get("region", "")))

    def generalize(self, text: str) -> str:
        """The text without names of the deployment and its Region."""
        if self.region:
            text = re.sub(rf"(?<![\w-]){re.escape(self.region)}(?!\d|-)", "<<region>>", text)
        if self.deployment:
            name = re.escape(self.deployment)
            if text == self.deployment:
                return "<<deployment>>"
            text = re.sub(rf"(?<=openemr[-/]){name}(?=[-/]|$)", "<<deployment>>", text)
            text = re.sub(rf"(?<=OpenEMR ){name}(?=: )", "<<deployment>>", text)
            text = re.sub(rf"(?<=terraform\.){name}(?=\.tfstate)", "<<deployment>>", text)
        return text


def read_blocks(document: Mapping[str, Any]) -> Iterator[Block]:
    """Every block of a configuration."""
    own = Own.read(next(iter(blocks(document.get("provider", {}), "aws")), {}))
    for address, body in bodies(document):
        family, key = _family(address)
        yield Block(address, family, flat(json.dumps(body), own, key))


def bodies(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Address and arguments of every block of Terraform's JSON."""
    for section, entries in document.items():
        if section == "//":
            continue
        for key, entry in entries.items():
            if section in ADDRESSED:
                for name, body in entry.items():
                    yield f"{ADDRESSED[section]}{key}.{name}", body
            else:
                yield f"{section}.{key}", entry


def family_of(address: str) -> str:
    """The address, with `*` for the key of one of several resources alike."""
    return _family(address)[0]


def _family(address: str) -> tuple[str, str]:
    for pattern in _FAMILIES:
        if match := pattern.fullmatch(address):
            return f"{match[1]}*{match[3]}", match[2]
    return address, ""


def read_whole_blocks(document: Mapping[str, Any]) -> dict[str, Leaves]:
    """Address of every block -> all of its arguments as they are, names of the deployment too."""
    return {address: dict(_counted(_walk(body, ""))) for address, body in bodies(document)}


def _counted(leaves: Iterable[tuple[str, Any]]) -> Leaves:
    """Elements of lists of strings by their text, with the number of each."""
    found: Leaves = {}
    for path, value in leaves:
        if path.endswith("[]"):
            name = f"{path} {value}"
            found[name] = found.get(name, 0) + 1
        else:
            found[path] = value
    return found


def plain_of(address: str, value: Any, own: Own) -> Any:
    """A literal of a resource without what is the deployment's own or the client's."""
    return _plain(value, own, _family(address)[1])


@lru_cache(maxsize=8192)
def flat(text: str, own: Own, key: str = "") -> Leaves:
    """The arguments of one block, given as JSON, by path; not to be changed.

    Of equal elements of a list, each once with its count.
    """
    return _counted(
        (_without_client(path, key), _plain(value, own, key))
        for path, value in _walk(json.loads(text), "")
        if not _is_free(path)
    )


def _plain(value: Any, own: Own, key: str) -> Any:
    """A literal without what is the deployment's own."""
    if not isinstance(value, str):
        return value
    return _shortened(own.generalize(_without_client(value, key)))


def _is_free(path: str) -> bool:
    """True for what nothing follows from."""
    if path.startswith(_TAGS):
        return path.removeprefix(_TAGS).casefold() not in _OWN_TAGS
    return _LAYOUT.fullmatch(path) is not None


def _without_client(text: str, key: str) -> str:
    if not key:
        return text
    return _NETWORK.sub(
        lambda found: "<<client>>" if re.sub(r"[^0-9a-f]", "_", found[0]) == key else found[0], text
    )


def _shortened(text: str) -> str:
    """Programs by their digest."""
    if len(text) <= LONGEST_TEXT:
        return text
    return f"program sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    inner = decoded(value)
    if isinstance(inner, dict) and inner:
        for key in sorted(inner.keys() - {"//"}):
            part = inner[key]
            if key in IAM_LISTS and isinstance(part, str):
                part = [part]
            yield from _walk(part, f"{path}.{key}" if path else key)
    elif isinstance(inner, list) and inner:
        yield from _walk_list(inner, path)
    else:
        yield path, inner


def _walk_list(values: list[Any], path: str) -> Iterator[tuple[str, Any]]:
    if len(values) == 1 and isinstance(values[0], dict) and not _labels(values):
        # Terraform writes a single block with or without brackets.
        yield from _walk(values[0], path)
    elif all(isinstance(each, str) for each in values) and path.rpartition(".")[2] not in ORDERED:
        yield from ((f"{path}[]", each) for each in values)
    else:
        labels = _labels(values) or [str(index) for index in range(len(values))]
        again: Counter[str] = Counter()
        for label, each in zip(labels, values, strict=True):
            again[label] += 1
            name = f"{label}#{again[label]}" if again[label] > 1 else label
            yield from _walk(each, f"{path}[{name}]")


def _labels(values: list[Any]) -> list[str]:
    """What names each element, or nothing."""
    if not all(isinstance(each, dict) for each in values):
        return []
    for label in LABELS:
        found = [each.get(label) for each in values]
        if all(isinstance(each, str) for each in found):
            return [str(each) for each in found]
    titles = [_title(each) for each in values]
    return titles if all(titles) else []


def _title(widget: Mapping[str, Any]) -> str:
    """Of a widget of a dashboard."""
    shown = widget.get("properties")
    found = shown.get("title", shown.get("markdown", "")) if isinstance(shown, dict) else ""
    return str(found)


def decoded(value: Any) -> Any:
    """JSON inside of a string, or the value as it is."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            inner = json.loads(value)
        except ValueError:  # such as the pattern of a metric filter
            return value
        return inner if isinstance(inner, dict | list) else value
    return value
