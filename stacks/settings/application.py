"""Settings of the OpenEMR container, its size and its image."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PrivateAttr

from stacks.image_reference import IMAGE, ImageReference
from stacks.releases import DEFAULT_VERSION, RELEASES
from stacks.settings.capacity import BASE_MIB
from stacks.settings.group import Conflict, Group, InEvaluation, refuse

# CPU units -> smallest, largest and step of memory in MiB.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html (2026-11)
FARGATE_MEMORY_MIB = {
    512: (1024, 4096, 1024),
    1024: (2048, 8192, 1024),
    2048: (4096, 16384, 1024),
    4096: (8192, 30720, 1024),
    8192: (16384, 61440, 4096),
    16384: (32768, 122880, 8192),
}
# 256 CPU units take three sizes that are no range.
FARGATE_QUARTER_VCPU_MEMORY_MIB = (512, 1024, 2048)

# OpenEMR encrypts a document in memory: uploads of 9 and 28 MiB took 50 and 150 MiB (8.2, 2026-11).
MEMORY_OF_UPLOAD = 6
# The alarm wants a good run in 30 minutes; two must fit.
LONGEST_BACKGROUND_INTERVAL = 900
# Names that ECR's scans give: https://www.cve.org/About/Process#CVERecordLifecycle for CVE, and the
# databases of distributions and languages (ALAS2023-2026-123, GHSA-..., TEMP-...) (2026-11).
_FINDING = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}|(?!CVE-)[A-Z][A-Z0-9]{2,15}(?:-[A-Za-z0-9]+)+")
# Key of the validation context: what .openemr.lock.json holds (stacks/image_lock.py).
LOCKED_IMAGES = "locked_images"


def fargate_memory_mib(cpu: int) -> tuple[int, ...]:
    """The memory sizes, in MiB, that Fargate offers with `cpu` CPU units; empty if none."""
    if cpu == 256:
        return FARGATE_QUARTER_VCPU_MEMORY_MIB
    if cpu not in FARGATE_MEMORY_MIB:
        return ()
    smallest, largest, step = FARGATE_MEMORY_MIB[cpu]
    return tuple(range(smallest, largest + 1, step))


def _cpu(value: int) -> int:
    if not fargate_memory_mib(value):
        raise refuse(f"one of {', '.join(map(str, (256, *FARGATE_MEMORY_MIB)))} CPU units")
    return value


def _version(value: str) -> str:
    if value not in RELEASES:
        raise refuse(f"a supported OpenEMR version: {', '.join(RELEASES)}")
    return value


def _image(value: str) -> str:
    if not IMAGE.fullmatch(value) or not ImageReference.parse(value).is_fixed:
        raise refuse(
            "an image by digest (NAME@sha256:...) or by a tag that names version and build, such "
            "as openemr/openemr:8.3.0-2026-08-30 or "
            "123456789012.dkr.ecr.us-west-2.amazonaws.com/openemr:8.2.0 (moving tags are refused: "
            "upstream's 8, 8.2 and 8.2.0 are rebuilt in place, and mirrors follow)"
        )
    return value


def _findings(values: list[str]) -> list[str]:
    if any(not _FINDING.fullmatch(each) for each in values) or len(set(values)) < len(values):
        raise refuse("names of findings, each once, such as CVE-2026-12345 or GHSA-mrrh-fwg8-r2c3")
    return values


def _background_interval(value: int) -> int:
    if value != 0 and not 30 <= value <= LONGEST_BACKGROUND_INTERVAL:
        raise refuse(f"0, which turns them off, or 30 to {LONGEST_BACKGROUND_INTERVAL} seconds")
    return value


class ApplicationSettings(Group):
    """The OpenEMR task: size, version, image, and what OpenEMR does by itself."""

    cpu: Annotated[int, AfterValidator(_cpu)] = Field(
        1024, description="CPU units of a task; 1024 are one vCPU."
    )
    memory_mib: int = Field(2048, description="Memory of a task; Fargate pairs it with `cpu`.")
    cpu_architecture: Literal["ARM64", "X86_64"] = Field(
        "ARM64", description="Processor of the tasks; the OpenEMR image has both."
    )
    openemr_version: Annotated[str, AfterValidator(_version)] = Field(
        DEFAULT_VERSION, description="OpenEMR version; must be the version inside `image`."
    )
    image: Annotated[str, AfterValidator(_image)] | None = Field(
        None,
        description="Container image, by digest or by the tag of one build. Default: the build of "
        "openemr/openemr on record for `openemr_version`, see docs/releases.md. The digest of a "
        "tag is kept in .openemr.lock.json.",
    )
    private_repository: Annotated[bool | None, InEvaluation(False)] = Field(
        None,
        description="Run a copy of the image from an ECR repository that the deployment makes for "
        "it: scanned on push, tags that never move. Default in production: true, unless `image` is "
        "in a private ECR repository already, which runs as named even if this is true.",
    )
    image_findings: Literal["CRITICAL", "HIGH", "MEDIUM", "none"] = Field(
        "CRITICAL",
        description="The lowest severity of ECR's findings in the image that stops `openemr "
        "deploy`, as an unknown severity and an unfinished scan do; `none`: nothing does. Only "
        "images in a private ECR repository of the account are scanned.",
    )
    accepted_image_findings: Annotated[list[str], AfterValidator(_findings)] = Field(
        [],
        description="Findings that do not stop it, by name, such as CVE-2026-12345.",
    )
    scale_in_cooldown_seconds: int = Field(
        300, ge=0, le=3600, description="Pause between two reductions of the number of tasks."
    )
    scale_out_cooldown_seconds: int = Field(
        180,
        ge=0,
        le=3600,
        description="Pause between two increases of the number of tasks; at least the time that a "
        "task takes to start, or more tasks are started than the load needs.",
    )
    background_services_seconds: Annotated[
        int, AfterValidator(_background_interval), InEvaluation(0)
    ] = Field(
        60,
        description="Interval at which tasks run OpenEMR's background services (e-mail, reminders, "
        "UUIDs) without a browser; OpenEMR runs each when it is due, never two at once. 0 turns "
        "them off; any other value keeps a database awake that pauses at 0 ACU.",
    )
    audit_queries: bool = Field(
        True,
        description="Write every SQL query that reads into OpenEMR's audit log "
        "(`audit_events_query`, on in OpenEMR too). Costs about 350 KB of database and 690 inserts "
        "for each opened chart, and a tenth or more of the CPU. Off, OpenEMR still records who "
        "opened which patient, and every change.",
    )
    upload_mib: int = Field(
        30,
        ge=2,
        le=80,
        description="Largest file that users can upload, in MiB; 30 is the image's own limit. A "
        "task needs about six times as much memory for a moment.",
    )

    # Not a setting: the lock file's, for an image that is chosen by tag.
    _locked_digest: str = PrivateAttr("")

    def model_post_init(self, context: Any, /) -> None:
        """Take the image's digest from the lock file, if the reader of the settings gave it."""
        locked = (context or {}).get(LOCKED_IMAGES, {})
        self._locked_digest = locked.get(self.upstream_image, "")

    @property
    def upstream_image(self) -> str:
        """The image as it was chosen, by tag or digest: the key of the lock file."""
        return self.image or RELEASES[self.openemr_version].image

    @property
    def image_digest(self) -> str:
        """`sha256:...` as chosen, or as locked for the tag; empty if neither is known."""
        return self._upstream.digest or self._locked_digest

    @property
    def image_reference(self) -> str:
        """What runs without a copy: the image as chosen, with its digest where it is known."""
        return str(self._upstream.with_digest(self.image_digest))

    @property
    def makes_repository(self) -> bool:
        """True if the deployment has an ECR repository of its own for images."""
        if self.private_repository is None:
            return not self._upstream.is_in_ecr
        return self.private_repository

    @property
    def runs_copy(self) -> bool:
        """True if tasks run a copy of the image in the deployment's own ECR repository."""
        return self.makes_repository and not self._upstream.is_in_ecr

    @property
    def copy_tag(self) -> str:
        """The tag of the copy, which never moves: upstream's own if that does not move either.

        A moving tag is followed by the beginning of the digest, so that a later build of the same
        number has room beside it; an image without a tag is named by its digest alone, because the
        repository expires what has no tag.
        """
        upstream, digest = self._upstream, self.image_digest.replace(":", "-")
        if not upstream.tag:
            return digest
        by_tag = ImageReference(upstream.name, upstream.tag)
        return upstream.tag if by_tag.is_fixed or not digest else f"{upstream.tag}-{digest[7:19]}"

    @property
    def _upstream(self) -> ImageReference:
        return ImageReference.parse(self.upstream_image)

    @property
    def runs_background_services(self) -> bool:
        """True if tasks run OpenEMR's background services by themselves."""
        return self.background_services_seconds > 0

    def conflicts(self) -> Iterator[Conflict]:
        """Memory fits CPU on Fargate and the largest upload; the image holds the version."""
        yield from self._version_conflicts()
        sizes = fargate_memory_mib(self.cpu)
        if self.memory_mib not in sizes:
            listed = sizes if len(sizes) <= 5 else (*sizes[:2], "...", sizes[-1])
            accepted = f"with cpu {self.cpu}: {', '.join(map(str, listed))} MiB"
            if len(sizes) > 5:
                accepted += f" in steps of {sizes[1] - sizes[0]}"
            yield Conflict(("memory_mib", "cpu"), self.memory_mib, accepted)
        largest_upload = (self.memory_mib - BASE_MIB) // MEMORY_OF_UPLOAD
        if self.memory_mib in sizes and self.upload_mib > largest_upload:
            yield Conflict(
                ("upload_mib", "memory_mib"),
                self.upload_mib,
                f"at most {largest_upload} with memory_mib {self.memory_mib}",
            )

    def _version_conflicts(self) -> Iterator[Conflict]:
        found = self._upstream.version
        if not self.image:
            return
        if found and found != self.openemr_version:
            yield Conflict(
                ("image", "openemr_version"),
                self.image,
                f"with openemr_version {self.openemr_version}: an image of that version, or the "
                f"version in openemr_version that the image holds, {found}",
            )
        if not found and "openemr_version" not in self.model_fields_set:
            # The default would be a guess, and start scripts and health checks follow the version.
            yield Conflict(
                ("image", "openemr_version"),
                self.image,
                "with openemr_version beside it: neither digest nor tag names the version that the "
                "image holds",
            )
