"""What is watched of the tasks."""

from stacks.components.application import Application
from stacks.components.monitoring.alarm import Alarm, Silence
from stacks.components.monitoring.metrics import Reading
from stacks.components.monitoring.tier import Graph, Tier
from stacks.settings import Deployment
from stacks.settings.monitoring import MonitoringSettings

INSIGHTS = "ECS/ContainerInsights"


def tasks(application: Application, settings: Deployment) -> Tier:
    """Whether enough tasks run, and whether autoscaling keeps up with the load."""
    service = {"ClusterName": application.cluster.name, "ServiceName": application.service.name}
    running = Reading(INSIGHTS, "RunningTaskCount", service, "Minimum")
    desired = Reading(INSIGHTS, "DesiredTaskCount", service, "Maximum")
    alarms = [
        *_number(running, settings.openemr_service_fargate_minimum_capacity),
        *_load(service, settings.monitoring),
    ]
    return Tier("Tasks", alarms, [Graph("Tasks", {"running": running, "desired": desired})])


def _number(running: Reading, fewest: int) -> list[Alarm]:
    return [
        Alarm(
            "no_running_tasks",
            "No task runs: OpenEMR is down. Look at why the last tasks stopped.",
            {"running": running},
            limit=1,
            fires="below",
            periods=3,
            period_seconds=60,
            silence=Silence.FAILURE,
            waits=True,
        ),
        Alarm(
            "too_few_tasks",
            f"For a quarter of an hour fewer tasks run than the {fewest} they should at least be. "
            "Look at the service's events.",
            {"running": running},
            # No running tasks, above, tells of none and of silence sooner.
            formula=f"IF(running > 0, running, {fewest})",
            limit=fewest,
            fires="below",
            periods=3,
            silence=Silence.FINE,
        ),
    ]


def _load(service: dict[str, str], limits: MonitoringSettings) -> list[Alarm]:
    cpu = Reading("AWS/ECS", "CPUUtilization", service, "Average")
    memory = Reading("AWS/ECS", "MemoryUtilization", service, "Average")
    return [
        Alarm(
            "task_cpu",
            "Tasks are short of CPU although autoscaling had time to help. Raise the maximum "
            "capacity, or look for a report that never ends.",
            {"cpu": cpu},
            limit=limits.cpu_percent,
            periods=3,
            silence=Silence.FINE,
        ),
        Alarm(
            "task_memory",
            "Tasks are short of memory although the number of workers is limited; soon the kernel "
            "kills some. Look for large uploads and reports, or raise application.memory_mib.",
            {"memory": memory},
            limit=limits.memory_percent,
            periods=3,
            silence=Silence.FINE,
        ),
    ]
