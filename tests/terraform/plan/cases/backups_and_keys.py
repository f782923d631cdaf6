"""Plans that change backups, keys and secrets."""

from typing import Any

from tests.terraform.plan.case import DESTROYS, INTERRUPTS, LOWERS, OPENS, Case, passed, stopped
from tests.terraform.plan.edits import Edit, Of, block, delete, replace, update

FILES = "aws_efs_file_system.files_sites"
KEY = "aws_kms_key.encryption_data"
SECRET = "aws_secretsmanager_secret.credentials_application_secret"
VERSION = "aws_secretsmanager_secret_version.credentials_application_version"
VAULT = "aws_backup_vault.backup_vault"
BACKUP_PLAN = "aws_backup_plan.backup_plan"
SELECTION = "aws_backup_selection.backup_selection"
LOCK = "aws_backup_vault_lock_configuration.backup_vault_lock"


def _backup(name: str, **values: Any) -> Any:
    def change(rules: list[Any]) -> None:
        (rule,) = (each for each in rules if each["rule_name"] == name)
        if "delete_after" in values:
            rule["lifecycle"][0]["delete_after"] = values.pop("delete_after")
        rule.update(values)

    return block(BACKUP_PLAN, "rule", change)


def _without_rule(name: str) -> Any:
    return block(
        BACKUP_PLAN,
        "rule",
        lambda rules: rules.remove(next(each for each in rules if each["rule_name"] == name)),
    )


def _copied(*regions: str, days: int = 60) -> list[dict[str, Any]]:
    """Copy actions to a vault in each of these Regions."""
    return [
        {
            "destination_vault_arn": f"arn:aws:backup:{region}:000000000000:backup-vault:copies",
            "lifecycle": [{"delete_after": days}],
        }
        for region in regions
    ]


def _before(name: str, copies: list[dict[str, Any]]) -> Edit:
    """Let a rule of the plan have copied before the plan's changes."""

    def edit(document: Any) -> None:
        for each in document["resource_changes"]:
            if each["address"] == BACKUP_PLAN:
                for rule in each["change"]["before"]["rule"]:
                    if rule["rule_name"] == name:
                        rule["copy_action"] = copies

    return edit


STOPPED: tuple[Case, ...] = (
    stopped(
        "copies in another Region",
        _backup("daily", copy_action=_copied("eu-west-1")),
        stops={BACKUP_PLAN: OPENS},
        says="eu-west-1",
    ),
    stopped(
        "copies in a further Region",
        _backup("daily", copy_action=_copied("eu-west-1", "us-east-1")),
        _before("daily", _copied("eu-west-1")),
        stops={BACKUP_PLAN: OPENS},
        says="us-east-1",
    ),
    stopped(
        "no copies in another Region any more",
        _backup("daily", copy_action=[]),
        _before("daily", _copied("eu-west-1")),
        stops={BACKUP_PLAN: LOWERS},
        says="no longer copied to",
    ),
    stopped(
        "copies in another Region live shorter",
        _backup("daily", copy_action=_copied("eu-west-1", days=40)),
        _before("daily", _copied("eu-west-1")),
        stops={BACKUP_PLAN: LOWERS},
        says="40 instead of 60 days",
    ),
    stopped("key deleted", delete(KEY), stops={KEY: DESTROYS}, says="permanently unreadable"),
    stopped(
        "key no longer rotated",
        update(KEY, enable_key_rotation=False),
        stops={KEY: LOWERS},
        says="no longer rotated",
    ),
    stopped(
        "key deletable within a week",
        update(KEY, deletion_window_in_days=7),
        stops={KEY: DESTROYS},
        says="for 7 instead of 30 days",
    ),
    stopped("key disabled", update(KEY, is_enabled=False), stops={KEY: DESTROYS}, says="disabled"),
    stopped("secret deleted", delete(SECRET), stops={SECRET: DESTROYS}, says="value is lost"),
    stopped(
        "secret without recovery",
        update(SECRET, recovery_window_in_days=0),
        stops={SECRET: DESTROYS},
        says="for 0 instead of 30 days",
    ),
    stopped(
        "secret generated anew",
        replace(VERSION, secret_string_wo_version=2),
        stops={VERSION: DESTROYS},
        says="new value",
    ),
    stopped(
        "vault deleted, with what belongs to it",
        delete(VAULT, LOCK, "aws_backup_vault_policy.backup_vault_policy"),
        stops={VAULT: DESTROYS},
        says="recovery points in it",
    ),
    stopped("backup plan deleted", delete(BACKUP_PLAN), stops={BACKUP_PLAN: DESTROYS}),
    stopped("selection deleted", delete(SELECTION), stops={SELECTION: DESTROYS}),
    stopped(
        "files left out of the backup",
        replace(
            SELECTION,
            resources=["arn:aws:rds:us-west-2:000000000000:cluster:openemr-clinic-database"],
        ),
        stops={SELECTION: LOWERS},
        says="Fewer resources",
    ),
    stopped(
        "daily copies only on Sundays",
        _backup("daily", schedule="cron(0 5 ? * SUN *)"),
        stops={BACKUP_PLAN: LOWERS},
        says="less often",
    ),
    stopped(
        "daily copies live a week",
        _backup("daily", delete_after=7),
        stops={BACKUP_PLAN: LOWERS},
        says="kept 7 instead of 35 days",
    ),
    stopped(
        "no monthly copies", _without_rule("monthly"), stops={BACKUP_PLAN: LOWERS}, says="no longer"
    ),
    stopped("vault unlocked", delete(LOCK), stops={LOCK: LOWERS}, says="before they expire"),
    stopped(
        "vault lock takes shorter lives",
        replace(LOCK, min_retention_days=1),
        stops={LOCK: LOWERS},
        says="at least 35",
    ),
)
PASSED: tuple[Case, ...] = (
    passed("key rotated more often", update(KEY, rotation_period_in_days=180)),
    passed("secret described otherwise", update(SECRET, description="Users of the database")),
    passed("daily copies live longer", _backup("daily", delete_after=60)),
    passed("daily copies at another hour", _backup("daily", schedule="cron(0 3 * * ? *)")),
    passed("copies twice a day", _backup("daily", schedule="cron(0 5,17 * * ? *)")),
    passed(
        "copies in another Region live longer",
        _backup("daily", copy_action=_copied("eu-west-1", days=90)),
        _before("daily", _copied("eu-west-1")),
    ),
    passed("backup rule renamed", _backup("daily", rule_name="every-day")),
    passed(
        "more is backed up",
        replace(
            SELECTION,
            resources=[
                Of(FILES, "arn"),
                "arn:aws:rds:us-west-2:000000000000:cluster:openemr-clinic-database",
                "arn:aws:dynamodb:us-west-2:000000000000:table/example",
            ],
        ),
        marks={SELECTION: INTERRUPTS},
    ),
    passed(
        "vault lock demands longer lives, as the copies have",
        _backup("daily", delete_after=60),
        replace(LOCK, min_retention_days=60),
        marks={LOCK: INTERRUPTS},
    ),
)
