"""Health of the service: rollout, stopped tasks and their logs, targets and alarms."""

from scripts.commands.deploy.health.service import Place, place_of
from scripts.commands.deploy.health.verdict import Health, Outcome
from scripts.commands.deploy.health.watch import wait_until_stable

__all__ = ["Health", "Outcome", "Place", "place_of", "wait_until_stable"]
