"""Conversions of predecessors' values: type, unit and meaning.

What cannot be converted is passed on as it is, so that the reader of the settings refuses it with
the values that it accepts.
"""

import ipaddress
import re
from typing import Any

from scripts.commands.settings.import_.entry import Conversion, Reading, is_unset

_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")
# Values of `environment` that openemr-on-eks ships or names for what is no production
# (terraform/*.tfvars and variables.tf), and synonyms. Whatever else somebody calls an environment,
# `staging` among it, may hold patients' data.
_EVALUATIONS = ("dev", "development", "evaluation", "floci", "test", "testing")


def text(value: Any) -> Reading:
    """A string; what stands for null is null."""
    return Reading(None if is_unset(value) else value)


def integer(value: Any) -> Reading:
    """A whole number, also as a string of digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return Reading(int(value))
    if isinstance(value, float) and value.is_integer():
        return Reading(int(value))
    return text(value)


def number(value: Any) -> Reading:
    """A number, also as a string of digits with a decimal point."""
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Reading(float(value))
    return text(value)


def boolean(value: Any) -> Reading:
    """A Terraform bool, which may be a string (`true`, `false`)."""
    if value in ("true", "false"):
        return Reading(value == "true")
    return Reading(value)


def only_true(value: Any) -> Reading:
    """A switch that is on if it is the string `true`, letter by letter, and off otherwise."""
    if value in ("true", "false") or value is None:
        return Reading(value == "true")
    return Reading(False, 'off there: only the string "true" is on')


def any_true(value: Any) -> Reading:
    """A switch that is on if it is true or `true` in any letter case, and off otherwise."""
    return Reading(value is not None and str(value).lower() == "true")


def unless_false(value: Any) -> Reading:
    """A protection: off only where it says so, whatever the predecessor makes of other values."""
    if is_unset(value):
        return Reading(None)
    return Reading(str(value).lower() != "false")


def network(value: Any) -> Reading:
    """An IPv4 or IPv6 network without host bits, as EC2 stores those of a rule."""
    if is_unset(value) or not isinstance(value, str) or "/" not in value:
        return text(value)
    try:
        canonical = str(ipaddress.ip_network(value, strict=False))
    except ValueError:
        return Reading(value)
    remark = "" if canonical == value else f"EC2 admits the whole network {canonical}"
    return Reading(canonical, remark)


def network_or_auto(value: Any) -> Reading:
    """The same, where `auto` stands for the public address of whoever synthesizes."""
    if value == "auto":
        return Reading(None, "would look up an address at each synthesis, and change with it")
    return network(value)


def list_of(convert: Conversion) -> Conversion:
    """A list with the one value, or an empty one."""

    def converted(value: Any) -> Reading:
        reading = convert(value)
        return Reading([] if reading.value is None else [reading.value], reading.remark)

    return converted


def openemr_in(zone: Any) -> Reading:
    """The host name that the CDK predecessors make in a zone."""
    found = text(zone).value
    return Reading(f"openemr.{found}" if isinstance(found, str) else found)


def environment(value: Any) -> Reading:
    """`evaluation` for what is known as one, else `production`."""
    if isinstance(value, str) and value.lower() in _EVALUATIONS:
        return Reading("evaluation")
    known = value == "production"
    return Reading("production", "" if known else "not known to be an evaluation")
