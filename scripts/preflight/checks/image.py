"""The container image: a known release, and one that the tasks can pull."""

from collections.abc import Collection, Iterator, Mapping

from scripts.aws.account import aws_errors
from scripts.images.chosen import ARCHITECTURES, ChosenImage
from scripts.preflight.finding import Finding, not_checked, ok, problem, warning
from scripts.preflight.subject import Subject
from scripts.registry import ImageMissingError, RateLimitError, RegistryError, UnreachableError
from stacks.image_reference import ECR_IMAGE
from stacks.releases import DEFAULT_VERSION, RELEASES


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
    registry = ChosenImage(subject.name, subject.settings, subject.account).registry
    try:
        manifest = registry.manifest(subject.settings.application.image_digest)
        offered = {each.architecture for each in manifest.children} - {"", "unknown"}
    except ImageMissingError as missing:
        return problem(reference, str(missing), f"{_setting(subject)}: an image that exists")
    except UnreachableError as unreachable:
        return not_checked(reference, str(unreachable))
    except RateLimitError as limited:
        return not_checked(reference, str(limited))
    except RegistryError as wrong:
        return problem(reference, str(wrong), f"{_setting(subject)}: another image")
    return _processor(subject, reference, offered, manifest.digest)


def _processor(subject: Subject, reference: str, offered: Collection[str], digest: str) -> Finding:
    chosen = subject.settings.application.cpu_architecture
    if offered and ARCHITECTURES[chosen] not in offered:
        setting = f"deployments.{subject.name}.application.cpu_architecture"
        text = f"only for {', '.join(sorted(offered))}"
        return problem(reference, text, f"{setting}: another than {chosen}")
    action = "copied" if subject.settings.application.runs_copy else "pulled"
    text = f"can be {action}, for {', '.join(sorted(offered)) or chosen}"
    if "@" not in reference:
        text += f"; openemr image lock {subject.name} pins today's build, {digest}"
    return ok(reference, text)
