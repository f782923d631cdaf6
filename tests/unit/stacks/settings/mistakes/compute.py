"""Number and size of the tasks, and their image."""

from tests.unit.stacks.settings.mistakes import Mistake

FARGATE = "openemr_service_fargate_"
MEMORY = "memory_autoscaling_percentage"
CPU = "one of 256, 512, 1024, 2048, 4096, 8192, 16384 CPU units"
IMAGE = (
    "an image by digest (NAME@sha256:...) or by a tag that names version and build, such as "
    "openemr/openemr:8.3.0-2026-08-30 or "
    "123456789012.dkr.ecr.us-west-2.amazonaws.com/openemr:8.2.0 (moving tags are refused: "
    "upstream's 8, 8.2 and 8.2.0 are rebuilt in place, and mirrors follow)"
)
OWN = "123456789012.dkr.ecr.us-west-2.amazonaws.com/openemr"
DIGEST = "sha256:" + "0123456789abcdef" * 4


def _number(setting: str, value: int, accepted: str) -> Mistake:
    return Mistake({FARGATE + setting: value}, FARGATE + setting, str(value), accepted)


def _size(cpu: int, memory_mib: int, accepted: str) -> Mistake:
    settings = {"application": {"cpu": cpu, "memory_mib": memory_mib}}
    return Mistake(
        settings, "application.memory_mib", str(memory_mib), f"with cpu {cpu}: {accepted}"
    )


def _shown(value: str) -> str:
    text = f'"{value}"'
    return text if len(text) <= 80 else f"{text[:80]}..."


def _image(value: str) -> Mistake:
    return Mistake({"application": {"image": value}}, "application.image", _shown(value), IMAGE)


TABLE = {
    "no task at least": _number("minimum_capacity", 0, "greater than or equal to 1"),
    "too many tasks": _number("maximum_capacity", 1001, "less than or equal to 1000"),
    "more tasks at least than at most": Mistake(
        {f"{FARGATE}minimum_capacity": 5, f"{FARGATE}maximum_capacity": 4},
        f"{FARGATE}minimum_capacity",
        "5",
        "at most the maximum capacity, 4",
    ),
    "more tasks at least than by default at most": _number(
        "minimum_capacity", 101, "at most the maximum capacity, 100"
    ),
    "more than all of the CPU": _number(
        "cpu_autoscaling_percentage", 101, "less than or equal to 100"
    ),
    "none of the memory": _number("memory_autoscaling_percentage", 0, "greater than or equal to 1"),
    "a memory target below what an idle task takes": Mistake(
        {"application": {"cpu": 256, "memory_mib": 512}, f"{FARGATE}{MEMORY}": 39},
        FARGATE + MEMORY,
        "39",
        "at least 40 with application.memory_mib 512: a task without users takes about 200 MiB, "
        "and below that autoscaling never stops adding",
    ),
    "more tasks than the database has connections for": Mistake(
        {f"{FARGATE}maximum_capacity": 123},
        f"{FARGATE}maximum_capacity",
        "123",
        "at most 122 tasks of 6 workers with the 3200 connections that database.max_capacity_acu "
        "allows, or a larger database.max_capacity_acu",
    ),
    "the predecessor's most tasks on a small database": Mistake(
        {"database": {"max_capacity_acu": 4}},
        f"{FARGATE}maximum_capacity",
        "100",
        "at most 30 tasks of 6 workers with the 800 connections that database.max_capacity_acu "
        "allows, or a larger database.max_capacity_acu",
    ),
    "background services without a break": Mistake(
        {"application": {"background_services_seconds": 1}},
        "application.background_services_seconds",
        "1",
        "0, which turns them off, or 30 to 900 seconds",
    ),
    "background services too seldom for their alarm": Mistake(
        {"application": {"background_services_seconds": 901}},
        "application.background_services_seconds",
        "901",
        "0, which turns them off, or 30 to 900 seconds",
    ),
    "uploads that memory cannot hold": Mistake(
        {"application": {"cpu": 256, "memory_mib": 512, "upload_mib": 53}},
        "application.upload_mib",
        "53",
        "at most 52 with memory_mib 512",
    ),
    "uploads beyond PHP's own limit": Mistake(
        {"application": {"upload_mib": 81}},
        "application.upload_mib",
        "81",
        "less than or equal to 80",
    ),
    "a severity that stops nearly everything": Mistake(
        {"application": {"image_findings": "LOW"}},
        "application.image_findings",
        '"LOW"',
        "'CRITICAL', 'HIGH', 'MEDIUM' or 'none'",
    ),
    "an accepted finding without a number": Mistake(
        {"application": {"accepted_image_findings": ["CVE-2026"]}},
        "application.accepted_image_findings",
        '["CVE-2026"]',
        "names of findings, each once, such as CVE-2026-12345 or GHSA-mrrh-fwg8-r2c3",
    ),
    "a negative pause": Mistake(
        {"application": {"scale_in_cooldown_seconds": -1}},
        "application.scale_in_cooldown_seconds",
        "-1",
        "greater than or equal to 0",
    ),
    "CPU units that Fargate has not": Mistake(
        {"application": {"cpu": 1000}},
        "application.cpu",
        "1000",
        CPU,
    ),
    "vCPUs for CPU units": Mistake(
        {"application": {"cpu": 2}},
        "application.cpu",
        "2",
        CPU,
    ),
    "too much memory for a quarter vCPU": _size(256, 4096, "512, 1024, 2048 MiB"),
    "too little memory for half a vCPU": _size(512, 512, "1024, 2048, 3072, 4096 MiB"),
    "memory between the steps of 8 vCPU": _size(
        8192, 17408, "16384, 20480, ..., 61440 MiB in steps of 4096"
    ),
    "memory between the steps of 16 vCPU": _size(
        16384, 36864, "32768, 40960, ..., 122880 MiB in steps of 8192"
    ),
    "a CPU without the memory that belongs to it": Mistake(
        {"application": {"cpu": 4096}},
        "application.memory_mib",
        "2048",
        "with cpu 4096: 8192, 9216, ..., 30720 MiB in steps of 1024",
    ),
    "a processor in lower case": Mistake(
        {"application": {"cpu_architecture": "arm64"}},
        "application.cpu_architecture",
        '"arm64"',
        "'ARM64' or 'X86_64'",
    ),
    "an unknown OpenEMR version": Mistake(
        {"application": {"openemr_version": "9.0.0"}},
        "application.openemr_version",
        '"9.0.0"',
        "a supported OpenEMR version: 7.0.2, 7.0.3, 7.0.4, 8.0.0, 8.1.0, 8.2.0, 8.3.0, 8.4.1",
    ),
    "the tag latest": _image("openemr/openemr:latest"),
    **{
        f"a tag of Docker Hub that moves, {tag}": _image(f"openemr/openemr:{tag}")
        for tag in ("8", "8.2", "8.2.0", "8.0.0.3", "stable", "dev", "flex", "flex-3.22-php-8.4")
    },
    "a number of Docker Hub by its host": _image("docker.io/openemr/openemr:8.2.0"),
    "a tag that names no version": _image(f"{OWN}:clinic-7"),
    "a tag of two numbers": _image(f"{OWN}:8.2"),
    "a version and a word that moves": _image(f"{OWN}:8.2.0-latest"),
    **{
        f"another version than the image's, {image}": Mistake(
            {"application": {"image": image, "openemr_version": "8.2.0"}},
            "application.image",
            _shown(image),
            "with openemr_version 8.2.0: an image of that version, or the version in "
            "openemr_version that the image holds, 7.0.3",
        )
        for image in (
            f"{OWN}:7.0.3",
            f"{OWN}:v7.0.3",
            f"{OWN}:v7.0.3-1",
            f"{OWN}:7.0.3-2025-03-20",
            "openemr/openemr:7.0.3.1-2025-03-20",
            f"{OWN}:7.0.3@{DIGEST}",
        )
    },
    **{
        f"an image that does not tell its version, {image[:24]}": Mistake(
            {"application": {"image": image}},
            "application.image",
            _shown(image),
            "with openemr_version beside it: neither digest nor tag names the version that the "
            "image holds",
        )
        for image in (f"openemr/openemr@{DIGEST}", f"openemr/openemr:latest@{DIGEST}")
    },
    **{
        f"a copy under the number that upstream moves, {image}": _image(image)
        for image in (
            "public.ecr.aws/openemr/openemr:8.2.0",
            "ghcr.io/openemr/openemr:8.2.0",
            "quay.io/clinic/openemr:8.2.0",
            "registry.example.org:5000/clinic/openemr:8.2.0.3",
        )
    },
    "a tag of the next release": _image("openemr/openemr:next"),
    "no tag": _image("openemr/openemr"),
    "a registry's port and no tag": _image("registry.example.org:5000/openemr"),
    "a blank in an image": _image("openemr/openemr: 8.1.0"),
    "a digest cut short": _image("openemr/openemr@sha256:0123456789abcdef"),
}
