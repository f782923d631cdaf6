"""Docker Hub's limit of anonymous pulls, where tasks pull the image from there themselves."""

from collections.abc import Iterator
from dataclasses import dataclass

from scripts.preflight.finding import Finding, ok, problem, warning
from scripts.preflight.subject import Subject
from stacks.image_reference import ImageReference
from stacks.settings import Deployment

# For each IPv4 address, of clients that are not signed in, in six hours; one of an image for
# several processors counts once. https://docs.docker.com/docker-hub/usage/pulls/ (2026-11; page at
# docker/docs 000a96d). Publishers may be exempt, which only an answer's headers tell.
_LIMIT = 100
# bootstrap and openemr have the same image. AWS does not say that a task pulls it once only.
_CONTAINERS = 2
# New tasks beside the old ones (maximum percent 200), and as many again if they fail and ECS
# rolls back, as stacks/components/application/service.py has it.
_ROLLOUT = 2


@dataclass(frozen=True)
class Pulls:
    """Pulls within six hours: of a rollout, and of scaling out to the most tasks.

    allowed: of all the addresses that tasks have towards the internet.
    """

    of_a_rollout: int
    of_scaling_out: int
    addresses: int

    @property
    def allowed(self) -> int:
        """What Docker Hub answers to these addresses together."""
        return _LIMIT * self.addresses


def anonymous_pulls(settings: Deployment) -> Pulls | None:
    """What tasks pull from Docker Hub; None if they pull from elsewhere."""
    chosen = settings.application
    if chosen.runs_copy or not ImageReference.parse(chosen.upstream_image).is_on_docker_hub:
        return None
    least = settings.openemr_service_fargate_minimum_capacity
    most = settings.openemr_service_fargate_maximum_capacity
    # Without a NAT gateway each task has an address of its own; the fewest are those that run.
    addresses = {"per_zone": len(settings.zones), "single": 1, "none": least}
    tasks = most if settings.network.nat_gateways != "none" else least
    return Pulls(
        _CONTAINERS * least * _ROLLOUT,
        _CONTAINERS * tasks,
        addresses[settings.network.nat_gateways],
    )


def docker_hub_pulls(subject: Subject) -> Iterator[Finding]:
    """Check that a rollout and scaling out stay below Docker Hub's limit."""
    pulls, name = anonymous_pulls(subject.settings), "Pulls from Docker Hub"
    if pulls is None:
        yield ok(name, "none: tasks pull from elsewhere")
        return
    most = max(pulls.of_a_rollout, pulls.of_scaling_out)
    text = (
        f"a rollout with its rollback takes {pulls.of_a_rollout}, scaling out up to "
        f"{pulls.of_scaling_out}; Docker Hub allows {pulls.allowed} in six hours from "
        f"{pulls.addresses} {'address' if pulls.addresses == 1 else 'addresses'}"
    )
    fix = f"deployments.{subject.name}.application.private_repository: true"
    if pulls.of_a_rollout > pulls.allowed:
        yield problem(name, text, fix)
    elif most > pulls.allowed:
        yield warning(name, text, fix)
    else:
        yield ok(name, text)
