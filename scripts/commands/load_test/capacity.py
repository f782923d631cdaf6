"""Default request rate from what a task was measured to serve (docs/sizing.md)."""

from typing import Any

# Requests of the clinic mix that one vCPU serves in a second when it is busy all the time: a page
# is 234 ms of processor on average. Measured on 2026-11-29 with OpenEMR 8.2.0-dev, PHP 8.4, 3,000
# patients, MariaDB 11.8 on the same machine; figures vary by 30 % from machine to machine.
REQUESTS_PER_VCPU = 4.3
# Without a deployment nothing is known of the tasks: one vCPU at autoscaling's default target.
_DEFAULT_TARGET_PERCENT = 40
_UNITS_PER_VCPU = 1024


def default_rate(settings: Any) -> float:
    """Requests a second that the fewest tasks serve at autoscaling's target, so that none is added.

    settings: of the deployment, as in stacks.settings; None: an address without one.
    """
    vcpus, percent = 1.0, _DEFAULT_TARGET_PERCENT
    if settings is not None:
        least = settings.openemr_service_fargate_minimum_capacity
        vcpus = settings.application.cpu / _UNITS_PER_VCPU * least
        percent = settings.openemr_service_fargate_cpu_autoscaling_percentage
    return max(0.1, round(REQUESTS_PER_VCPU * vcpus * percent / 100, 1))
