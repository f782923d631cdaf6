"""Settings of the OpenEMR container, its size and its image."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from stacks.releases import DEFAULT_VERSION, RELEASES, REPOSITORY
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

IMAGE = re.compile(
    r"[a-z0-9]+(?:[._-][a-z0-9]+)*(?::\d+)?(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*"
    r"(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@sha256:[0-9a-f]{64})?"
)
MOVING_WORDS = frozenset(
    ("latest", "dev", "next", "stable", "edge", "flex", "nightly", "main", "master")
)
# On Docker Hub each number is rebuilt in place daily, and one more tag names that day's build
# (stacks/releases.py).
DOCKER_HUB = re.compile(rf"(?:(?:docker|index\.docker|registry-1\.docker)\.io/)?{REPOSITORY}")
BUILD_OF_A_DAY = re.compile(r"\d+(?:\.\d+){2,3}-\d{4}-\d{2}-\d{2}")
VERSION_IN_TAG = re.compile(r"v?(\d+\.\d+\.\d+)(?![\d])")
# OpenEMR encrypts a document in memory: uploads of 9 and 28 MiB took 50 and 150 MiB (8.2, 2026-11).
MEMORY_OF_UPLOAD = 6
# The alarm wants a good run in 30 minutes; two must fit.
LONGEST_BACKGROUND_INTERVAL = 900


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


def _tag(image: str) -> str:
    return image.partition("@")[0].rpartition("/")[2].partition(":")[2]


def _is_fixed(image: str) -> bool:
    """True if the reference names one build, by its digest or by a tag that nobody moves."""
    if "@" in image:
        return True
    tag = _tag(image)
    if MOVING_WORDS.intersection(re.split(r"[._-]", tag.lower())):
        return False
    if DOCKER_HUB.fullmatch(image[: -len(tag) - 1]):
        return bool(BUILD_OF_A_DAY.fullmatch(tag))
    return bool(VERSION_IN_TAG.match(tag))


def _image(value: str) -> str:
    if not IMAGE.fullmatch(value) or not _is_fixed(value):
        raise refuse(
            "an image by digest (NAME@sha256:...) or by a tag that names version and build, such "
            "as openemr/openemr:8.3.0-2026-08-30 or "
            "123456789012.dkr.ecr.us-west-2.amazonaws.com/openemr:8.2.0 (moving tags are refused: "
            "Docker Hub's 8, 8.2 and 8.2.0 are rebuilt in place)"
        )
    return value


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
        "openemr/openemr on record for `openemr_version`, see docs/releases.md.",
    )
    private_repository: bool = Field(
        False,
        description="Make an ECR repository for a copy of the image: scanned on push, tags that "
        "never move. To run the copy, name it in `image`.",
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

    @property
    def image_reference(self) -> str:
        """The image to run, with its tag or digest."""
        return self.image or RELEASES[self.openemr_version].image

    @property
    def image_digest(self) -> str:
        """`sha256:...` of an image that is chosen by digest, else empty: tags may move."""
        return self.image_reference.partition("@")[2]

    @property
    def runs_background_services(self) -> bool:
        """True if tasks run OpenEMR's background services by themselves."""
        return self.background_services_seconds > 0

    def conflicts(self) -> Iterator[Conflict]:
        """Memory fits CPU on Fargate and the largest upload; the image holds the version."""
        found = VERSION_IN_TAG.match(_tag(self.image_reference))
        if self.image and found and found[1] != self.openemr_version:
            yield Conflict(
                ("image", "openemr_version"),
                self.image,
                f"with openemr_version {self.openemr_version}: an image of that version, or the "
                f"version in openemr_version that the image holds, {found[1]}",
            )
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
