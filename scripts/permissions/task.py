"""Tasks that one person or pipeline may have the right to, each with policies of its own."""

from enum import Enum


class Task(str, Enum):
    """The values are parts of the policies' names."""

    PLAN = "plan"
    DEPLOY = "deploy"
    OPERATE = "operate"
    DESTROY = "destroy"


# Which tasks' policies somebody needs for the commands.
COMMANDS = {
    Task.PLAN: "doctor, plan, drift, state versions, state unlock",
    Task.DEPLOY: "deploy, image, upgrade-database, state adopt, state recover (with plan; to "
    "remove resources with destroy)",
    Task.OPERATE: "open, password, logs, exec, tunnel, backups, api-test, load-test",
    Task.DESTROY: "destroy (with plan)",
}
