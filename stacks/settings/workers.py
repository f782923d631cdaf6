"""Apache workers of a task: as many as its memory and the database's connections allow.

Measured with OpenEMR 8.2 and PHP 8.4 on 2026-11-29: with Apache's default of 250 workers, a burst
of 120 connections killed 30 of them on 512 MiB for want of memory. With these limits none was
killed, and more requests were answered (3.9 a second against 3.0).
"""

# Apache, OPcache's shared memory and a run of background services.
BASE_MIB = 200
# A worker that serves a page; an upload of 30 MiB or a list of 3,000 rows takes more for a moment.
WORKER_MIB = 45
FEWEST_WORKERS = 6

# A worker keeps one connection, and a second once it has checked access (src/Gacl/Gacl.php): 1.5 on
# average, because pages differ.
CONNECTIONS_PER_WORKER = 1.5
# Bootstrap while it waits for its turn, later a run of background services.
CONNECTIONS_PER_TASK = 2
# `openemr tunnel`, ECS Exec, and Aurora's own.
OTHER_CONNECTIONS = 20


def workers_in_memory(memory_mib: int) -> int:
    """Workers of a task that its memory holds."""
    return max(FEWEST_WORKERS, (memory_mib - BASE_MIB) // WORKER_MIB)


def workers_for_connections(connections: int, tasks: int) -> int:
    """Workers of each of `tasks` tasks for which `connections` to the database suffice."""
    for_each_task = (connections - OTHER_CONNECTIONS) / tasks - CONNECTIONS_PER_TASK
    return max(0, int(for_each_task / CONNECTIONS_PER_WORKER))


def tasks_for_connections(connections: int) -> int:
    """Most tasks, of FEWEST_WORKERS each, for which `connections` to the database suffice."""
    of_a_task = FEWEST_WORKERS * CONNECTIONS_PER_WORKER + CONNECTIONS_PER_TASK
    return int((connections - OTHER_CONNECTIONS) / of_a_task)
