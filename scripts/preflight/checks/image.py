"""The container image: a known release, and one that the tasks can pull."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.aws.account import aws_errors
from scripts.preflight.finding import Finding, not_checked, ok, problem, warning
from scripts.preflight.subject import Subject
from stacks.image_reference import ECR_IMAGE
from stacks.releases import DEFAULT_VERSION, RELEASES

_ARCHITECTURES = {"ARM64": "arm64", "X86_64": "amd64"}
_MANIFESTS = ", ".join(
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ]
)
_WITHIN_SECONDS = 10


def release(subject: Subject) -> Iterator[Finding]:
    """Check the release for which start scripts and health checks are configured."""
    chosen = subject.settings.application
    facts = RELEASES[chosen.openemr_version]
    starts = f"a task may take {facts.grace_period_seconds // 60} minutes to start"
    yield ok(f"OpenEMR {facts.version}", f"a known release; {starts}")
    if facts.script_generation < RELEASES[DEFAULT_VERSION].script_generation:
        fix = f"deployments.{subject.name}.application.openemr_version: {DEFAULT_VERSION}"
        yield warning(f"OpenEMR {facts.version}", f"starts slower than {DEFAULT_VERSION}", fix)
    if facts.caution:
        yield warning(f"OpenEMR {facts.version} as a choice", facts.caution, "docs/releases.md")
    if chosen.image and not chosen.image_digest:
        text = "a tag, which its owner can move, and a pull-through cache renew"
        yield warning(chosen.image, text, f"openemr image lock {subject.name}")


def image(subject: Subject) -> Iterator[Finding]:
    """Check that the image exists, for the tasks' CPU architecture."""
    reference = subject.settings.application.image_reference
    match = ECR_IMAGE.match(reference)
    if match:
        yield _in_ecr(subject, reference, match.groupdict())
    else:
        yield _in_registry(subject, reference)


def _setting(subject: Subject) -> str:
    return f"deployments.{subject.name}.application.image"


def _in_ecr(subject: Subject, reference: str, place: Mapping[str, str]) -> Finding:
    ecr = subject.account.client("ecr", place["region"])
    name, _, digest = reference.partition("@")
    tag = name.rpartition("/")[2].partition(":")[2]
    wanted = {"imageDigest": digest} if digest else {"imageTag": tag}
    text = "ECR has no such image"
    with aws_errors(f"look for the image {reference} (ecr:DescribeImages)"):
        try:
            answer = ecr.describe_images(
                registryId=place["account"], repositoryName=place["name"], imageIds=[wanted]
            )
            if answer["imageDetails"]:
                return ok(reference, "in ECR")
        except (
            ecr.exceptions.ImageNotFoundException,
            ecr.exceptions.RepositoryNotFoundException,
        ) as missing:
            text = missing.response["Error"]["Message"]
    return problem(reference, text, f"push it, or {_setting(subject)}")


def _in_registry(subject: Subject, reference: str) -> Finding:
    """Check by an anonymous pull, as Fargate does and `openemr image copy`."""
    import requests  # noqa: PLC0415 - a third of a second

    host, name, version = _parts(reference)
    try:
        answer = _manifest(requests, host, name, version)
    except requests.RequestException as unreachable:
        why = f"{host} does not answer from here ({type(unreachable).__name__})"
        return not_checked(reference, why, "run this where the registry can be reached")
    if answer.status_code in (401, 403, 404):
        text = f"{host} has no such image for anonymous clients ({answer.status_code})"
        return problem(reference, text, f"{_setting(subject)}: an image that exists")
    if not answer.ok:
        return not_checked(reference, f"{host} answers {answer.status_code}")
    digest = answer.headers.get("Docker-Content-Digest", "")
    return _processor(subject, reference, answer.json(), digest)


def _parts(reference: str) -> tuple[str, str, str]:
    """Registry host, repository, and digest or tag."""
    name, _, digest = reference.partition("@")
    path, _, last = name.rpartition("/")
    repository, _, tag = last.partition(":")
    first, _, rest = path.partition("/")
    if "." in first or ":" in first:
        return first, f"{rest}/{repository}".lstrip("/"), digest or tag
    return "registry-1.docker.io", f"{path or 'library'}/{repository}", digest or tag


def _manifest(requests: Any, host: str, name: str, version: str) -> Any:
    """https://distribution.github.io/distribution/spec/auth/token/ (read 2026-11-25)"""
    url = f"https://{host}/v2/{name}/manifests/{version}"
    headers = {"Accept": _MANIFESTS}
    answer = requests.get(url, headers=headers, timeout=_WITHIN_SECONDS)
    challenge = answer.headers.get("WWW-Authenticate", "")
    if answer.status_code == 401 and challenge.lower().startswith("bearer "):
        asked = requests.utils.parse_dict_header(challenge[len("bearer ") :])
        realm = asked.pop("realm")
        granted = requests.get(realm, params=asked, timeout=_WITHIN_SECONDS)
        if granted.ok:
            headers["Authorization"] = f"Bearer {granted.json()['token']}"
            answer = requests.get(url, headers=headers, timeout=_WITHIN_SECONDS)
    return answer


def _processor(
    subject: Subject, reference: str, manifest: Mapping[str, Any], digest: str
) -> Finding:
    chosen = subject.settings.application.cpu_architecture
    platforms = [each.get("platform", {}) for each in manifest.get("manifests", [])]
    offered = {each.get("architecture") for each in platforms} - {None, "unknown"}
    if offered and _ARCHITECTURES[chosen] not in offered:
        setting = f"deployments.{subject.name}.application.cpu_architecture"
        text = f"only for {', '.join(sorted(map(str, offered)))}"
        return problem(reference, text, f"{setting}: another than {chosen}")
    action = "copied" if subject.settings.application.runs_copy else "pulled"
    text = f"can be {action}, for {', '.join(sorted(map(str, offered))) or chosen}"
    if digest and "@" not in reference:
        text += f"; openemr image lock {subject.name} pins today's build, {digest}"
    return ok(reference, text)
