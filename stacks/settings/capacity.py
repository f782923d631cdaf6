"""Apache workers of a task: as many as its memory and the database's connections allow.

Measured with OpenEMR 8.2 and PHP 8.4 on 2026-11-29: with Apache's default of 250 workers, a burst
of 120 connections killed 30 of them on 512 MiB for want of memory. With these limits none was
killed, and more requests were answered (3.9 a second against 3.0). docs/serving.md has the bursts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from stacks.settings.group import Conflict

# Apache and OPcache's shared memory before anybody uses them, and a run of background services.
BASE_MIB = 200
# What the first workers have in common, and each takes while it makes a list of 3,000 patients over
# the API, the most of all requests that were measured: 41 such lists at once on 2,048 MiB killed 49
# workers, 20 none, with a peak of 1,776 MiB.
SHARED_MIB = 300
WORKER_MIB = 85
# Fewer would keep users waiting; six serve charts on 512 MiB (226 MiB), but not six of those lists.
FEWEST_WORKERS = 6

# A worker keeps one connection, and one to check access (src/Gacl/Gacl.php). While it answers, it
# opens one to write the audit log, and one for newer code (src/BC/Database.php). Measured with 8.2
# and 12 sessions at once: 54 connections of 15 workers, and 30 when they had ended.
CONNECTIONS_PER_WORKER = 4
# Bootstrap while it waits for its turn, later a run of background services.
CONNECTIONS_PER_TASK = 2
# `openemr tunnel`, ECS Exec, and Aurora's own.
OTHER_CONNECTIONS = 20


@dataclass(frozen=True)
class Capacity:
    """The settings that decide how many workers a task has.

    memory_target: percent, of autoscaling. connections: what the database allows.
    """

    most_tasks: int
    memory_mib: int
    memory_target: int
    connections: int

    @property
    def workers(self) -> int:
        """Apache workers of each task: what its memory and its share of the connections allow."""
        return min(self._workers_in_memory, self._workers_of_share)

    @property
    def _workers_in_memory(self) -> int:
        return max(FEWEST_WORKERS, (self.memory_mib - SHARED_MIB) // WORKER_MIB)

    @property
    def _workers_of_share(self) -> int:
        share = (self.connections - OTHER_CONNECTIONS) / self.most_tasks
        return int((share - CONNECTIONS_PER_TASK) // CONNECTIONS_PER_WORKER)

    @property
    def _tasks_of_connections(self) -> int:
        """Most tasks with FEWEST_WORKERS each."""
        of_a_task = FEWEST_WORKERS * CONNECTIONS_PER_WORKER + CONNECTIONS_PER_TASK
        return (self.connections - OTHER_CONNECTIONS) // of_a_task

    def conflicts(self) -> Iterator[Conflict]:
        """Connections suffice for all tasks; memory can tell a busy task from an idle one."""
        if self.workers < FEWEST_WORKERS:
            yield Conflict(
                ("openemr_service_fargate_maximum_capacity", "database.max_capacity_acu"),
                self.most_tasks,
                f"at most {self._tasks_of_connections} tasks of {FEWEST_WORKERS} workers with the "
                f"{self.connections} connections that database.max_capacity_acu allows, or a "
                "larger database.max_capacity_acu",
            )
        least = int(100 * BASE_MIB / self.memory_mib) + 1
        if self.memory_target < least:
            yield Conflict(
                (
                    "openemr_service_fargate_memory_autoscaling_percentage",
                    "application.memory_mib",
                ),
                self.memory_target,
                f"at least {least} with application.memory_mib {self.memory_mib}: a task without "
                f"users takes about {BASE_MIB} MiB, and below that autoscaling never stops adding",
            )
