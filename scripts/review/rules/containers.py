"""Rules about containers: their rights, images, secrets, and the repository of images."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.review.context import Context
from scripts.review.rules.attribute import without_empty
from scripts.review.verdict import DESTROYS, LOWERS, OPENS, UNREVIEWED, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.masking import names_a_secret
from stacks.image_reference import ImageReference, Stability
from stacks.releases import REPOSITORY

TYPE = "aws_ecs_task_definition"
ATTRIBUTE = "container_definitions"
Container = Mapping[str, Any]
_LOOSE = {
    Stability.NOTHING: "is a mutable tag and may refer to another image later.",
    Stability.VERSION: "is rebuilt in place under the same number, so its content may change.",
    Stability.BUILD: "names no digest, so its content may change.",
}
_ROOT = ("", "0", "root")
# What the functions below compare, and what AWS adds to each container.
_COMPARED = frozenset(
    (
        *("environment", "image", "name", "portMappings", "privileged", "user", "cpu", "memory"),
        *("readonlyRootFilesystem", "memoryReservation", "dockerLabels", "logConfiguration"),
    )
)
# What follows from settings: sizes, limits, intervals, names under which users reach OpenEMR.
_FROM_SETTINGS = frozenset(
    (
        *("APACHE_WORKERS", "BACKGROUND_SERVICES_SECONDS", "TRUSTED_PROXIES", "UPLOAD_MIB"),
        *("OPENEMR_SETTING_audit_events_query", "OPENEMR_SETTING_oauth_password_grant"),
        *("OPENEMR_SETTING_rest_api", "OPENEMR_SETTING_rest_fhir_api"),
        *("OPENEMR_SETTING_rest_portal_api", "OPENEMR_SETTING_rest_system_scopes_api"),
        "OPENEMR_SETTING_translation_preload_cache",
    )
)
# OpenEMR's own switches for its REST and FHIR interfaces, as stacks/ sets them.
_AUDIT = "OPENEMR_SETTING_audit_events_query"
_APIS = re.compile(r"^OPENEMR_SETTING_(rest_(\w+_)?api|oauth_password_grant)$")


def judge(change: Change, _context: Context) -> Iterator[Verdict]:
    """Privileges that containers gain, and protections that they lose."""
    if change.type != TYPE or change.action not in ("create", "update", "replace"):
        return
    if change.is_unknown(ATTRIBUTE):
        if change.exists:
            reason = "What the containers may do is known only after apply."
            yield Verdict(LOWERS, ATTRIBUTE, reason)
        return
    before, after = (_containers(values.get(ATTRIBUTE)) for values in (change.before, change.after))
    if after is None or before is None:
        if change.before.get(ATTRIBUTE) != change.after.get(ATTRIBUTE):
            yield Verdict(
                LOWERS, ATTRIBUTE, "It is not a JSON list of containers, so it cannot be reviewed."
            )
        return
    for name, new in after.items():
        old = before.get(name)
        found = [*_container(old, new), *_unknown(old, new, is_first=not before)]
        for kind, part, reason in found:
            yield Verdict(kind, f'{ATTRIBUTE}["{name}"].{part}', reason)
    for name in before.keys() - after.keys():
        reason = "The container is gone, with what it did for the others."
        yield Verdict(UNREVIEWED, f'{ATTRIBUTE}["{name}"]', reason)


def _container(old: Container | None, new: Container) -> Iterator[tuple[Any, str, str]]:
    known = old or {}
    if new.get("privileged") and not known.get("privileged"):
        yield LOWERS, "privileged", "The container has full access to its host."
    if old and _user(new) in _ROOT and _user(old) not in _ROOT:
        yield LOWERS, "user", f"It ran as {_user(old)} and runs as root."
    if old and old.get("readonlyRootFilesystem") and not new.get("readonlyRootFilesystem"):
        yield LOWERS, "readonlyRootFilesystem", "Its root file system becomes writable."
    if old and old.get("healthCheck") and not new.get("healthCheck"):
        yield LOWERS, "healthCheck", "A container that stops working is not noticed."
    yield from _logging(known, new)
    yield from _capabilities(known, new, is_new=old is None)
    yield from _image(old, new)
    yield from _environment(known, new)
    ports = _ports(new) - _ports(known)
    if old and ports:
        yield OPENS, "portMappings", f"It also listens on {', '.join(sorted(ports))}."


def _unknown(
    old: Container | None, new: Container, *, is_first: bool
) -> Iterator[tuple[Any, str, str]]:
    """Changes of anything that settings do not change, and that nothing above compares."""
    if old is None:
        if not is_first:
            yield UNREVIEWED, "name", "It is a further container in the task."
        return
    for part in sorted((set(old) | set(new)) - _COMPARED):
        if without_empty(old.get(part)) != without_empty(new.get(part)):
            yield UNREVIEWED, part, f"Its {part} changes, which no rule knows as harmless."
    if _log_options(old) != _log_options(new) and new.get("logConfiguration"):
        yield UNREVIEWED, "logConfiguration", "How it logs changes, which no rule compares."
    images = [ImageReference.parse(str(each.get("image") or "")) for each in (old, new)]
    if images[1].name not in (images[0].name, REPOSITORY):
        reason = f"It runs an image of {images[1].name} instead of {images[0].name}."
        yield UNREVIEWED, "image", reason
    before, after = _variables(old), _variables(new)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    for name in sorted(changed - _FROM_SETTINGS):
        yield UNREVIEWED, f"environment.{name}", f"{name} changes, which no setting does by itself."


def _logging(old: Container, new: Container) -> Iterator[tuple[Any, str, str]]:
    before, after = (each.get("logConfiguration") or {} for each in (old, new))
    if before and not after:
        yield LOWERS, "logConfiguration", "Its logs are not kept."
    group = [(each.get("options") or {}).get("awslogs-group") for each in (before, after)]
    if (
        before
        and after
        and (before.get("logDriver"), group[0]) != (after.get("logDriver"), group[1])
    ):
        yield LOWERS, "logConfiguration", f"Its logs go to {group[1]} instead of {group[0]}."


def _log_options(container: Container) -> Any:
    """Options of logging beside the group, such as what happens when logs arrive too fast."""
    options = (container.get("logConfiguration") or {}).get("options") or {}
    return {key: value for key, value in options.items() if key != "awslogs-group"}


def _capabilities(
    old: Container, new: Container, *, is_new: bool
) -> Iterator[tuple[Any, str, str]]:
    added = _capability(new, "add") - _capability(old, "add")
    kept = set() if is_new else _capability(old, "drop") - _capability(new, "drop")
    if added or kept:
        names = ", ".join(sorted(added | kept))
        yield LOWERS, "linuxParameters.capabilities", f"It gets the Linux capabilities {names}."


def _image(old: Container | None, new: Container) -> Iterator[tuple[Any, str, str]]:
    before, after = str((old or {}).get("image") or ""), str(new.get("image") or "")
    if before == after:
        return
    known, found = (ImageReference.parse(each).stability for each in (before, after))
    # A new task definition may begin with a version's number, as an evaluation does.
    if found < max(known, Stability.VERSION):
        yield LOWERS, "image", f"{after} {_LOOSE[found]}"


def _environment(old: Container, new: Container) -> Iterator[tuple[Any, str, str]]:
    before, after = _variables(old), _variables(new)
    hidden = {str(each.get("name")) for each in old.get("secrets") or ()}
    for name, value in after.items():
        if name in hidden or (name not in before and names_a_secret(name) and value):
            yield LOWERS, "environment", f"{name} is in plain text instead of in Secrets Manager."
        if _APIS.match(name) and value in ("1", "true") and before.get(name) not in ("1", "true"):
            yield OPENS, "environment", f"{name} enables an API of OpenEMR."
    # OpenEMR's own default is on.
    if old and before.get(_AUDIT, "1") == "1" and after.get(_AUDIT, "1") != "1":
        yield LOWERS, "environment", "OpenEMR's audit log no longer records read queries."


def _containers(text: Any) -> dict[str, Container] | None:
    if not text:
        return {}
    try:
        document = json.loads(text)
    except (TypeError, ValueError):
        return None
    if not isinstance(document, list) or not all(isinstance(each, Mapping) for each in document):
        return None
    return {str(each.get("name")): each for each in document}


def _user(container: Container) -> str:
    return str(container.get("user") or "").partition(":")[0]


def _capability(container: Container, change: str) -> set[str]:
    parameters = container.get("linuxParameters") or {}
    return set((parameters.get("capabilities") or {}).get(change) or ())


def _ports(container: Container) -> set[str]:
    return {
        f"{each.get('protocol') or 'tcp'} {each.get('containerPort')}"
        for each in container.get("portMappings") or ()
    }


def _variables(container: Container) -> dict[str, str]:
    return {
        str(each.get("name")): str(each.get("value")) for each in container.get("environment") or ()
    }


_ECR_GUIDE = "https://docs.aws.amazon.com/AmazonECR/latest/userguide"


def image_expiry(change: Change, _context: Context) -> Iterator[Verdict]:
    """Images that are deleted sooner, or of which fewer are kept."""
    if change.type != "aws_ecr_lifecycle_policy" or not change.still_exists:
        return
    before, after = (
        _image_counts(values.get("policy")) for values in (change.before, change.after)
    )
    for selection, count in after.items():
        known = before.get(selection)
        if known is None or count < known:
            was = "all" if known is None else str(known)
            reason = f"Images are kept up to {count} ({' '.join(selection)}), where {was} were."
            yield Verdict(DESTROYS, "policy", reason, f"{_ECR_GUIDE}/LifecyclePolicies.html")


def _image_counts(text: Any) -> dict[tuple[str, ...], int]:
    """Selection and unit of a rule -> the number beyond which images expire."""
    try:
        rules = json.loads(text or "{}").get("rules") or ()
    except (ValueError, AttributeError):
        return {}
    found = {}
    for rule in rules:
        selection = rule.get("selection") if isinstance(rule, Mapping) else None
        if isinstance(selection, Mapping):
            others = {key: value for key, value in selection.items() if key != "countNumber"}
            words = tuple(str(others[key]) for key in sorted(others))
            found[words] = int(selection.get("countNumber") or 0)
    return found
