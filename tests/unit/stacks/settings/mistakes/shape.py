"""Unknown names and wrong JSON types."""

from stacks.settings import Deployment
from stacks.settings.data import DatabaseSettings
from tests.unit.stacks.settings.mistakes import Mistake

# The message lists every name there is at the place of the unknown one.
TOP = ", ".join(Deployment.model_fields)
DATABASE = ", ".join(DatabaseSettings.model_fields)
TOGGLE = 'true or false (the strings "true" and "false" are taken too)'
MINIMUM = "openemr_service_fargate_minimum_capacity"

UNKNOWN_NAMES = {
    "a misspelt setting": Mistake(
        {"security_group_ip_rage": "203.0.113.0/24"},
        "security_group_ip_rage",
        '"203.0.113.0/24"',
        TOP,
        "unknown setting, did you mean security_group_ip_range? ",
    ),
    "a setting like no other": Mistake({"zzz": 1}, "zzz", "1", TOP, "unknown setting; "),
    "a group's setting without its unit": Mistake(
        {"database": {"min_capacity": 1}},
        "database.min_capacity",
        "1",
        DATABASE,
        "unknown setting, did you mean min_capacity_acu? ",
    ),
    "a misspelt setting of a group without defaults": Mistake(
        {
            "domain": {
                "name": "openemr.example.org",
                "hosted_zone_id": "Z0123456789",
                "zone_id": "Z0123456789",
            }
        },
        "domain.zone_id",
        '"Z0123456789"',
        "name, hosted_zone_id",
        "unknown setting, did you mean hosted_zone_id? ",
    ),
}

WRONG_TYPES = {
    "a deployment that is null": Mistake(None, "", "null", "an object"),
    "a deployment that is a list": Mistake([], "", "[]", "an object"),
    "a group that is a list": Mistake({"database": []}, "database", "[]", "an object"),
    "a group that is null": Mistake({"database": None}, "database", "null", "an object"),
    "a group that is a string": Mistake(
        {"network": "10.0.0.0/16"}, "network", '"10.0.0.0/16"', "an object"
    ),
    "a number in quotes": Mistake({MINIMUM: "2"}, MINIMUM, '"2"', "a valid integer"),
    "a number with a fraction": Mistake({MINIMUM: 2.5}, MINIMUM, "2.5", "a valid integer"),
    "true for a number": Mistake({MINIMUM: True}, MINIMUM, "true", "a valid integer"),
    "null for a number": Mistake({MINIMUM: None}, MINIMUM, "null", "a valid integer"),
    "a capacity in quotes": Mistake(
        {"database": {"min_capacity_acu": "1"}},
        "database.min_capacity_acu",
        '"1"',
        "a valid number",
    ),
    "a capacity that is no number": Mistake(
        {"database": {"min_capacity_acu": float("nan")}},
        "database.min_capacity_acu",
        "NaN",
        "a finite number",
    ),
    "yes for a toggle": Mistake({"enable_ecs_exec": "yes"}, "enable_ecs_exec", '"yes"', TOGGLE),
    "Python's True for a toggle": Mistake(
        {"enable_ecs_exec": "True"}, "enable_ecs_exec", '"True"', TOGGLE
    ),
    "1 for a toggle": Mistake({"activate_openemr_apis": 1}, "activate_openemr_apis", "1", TOGGLE),
    "null for a toggle": Mistake(
        {"activate_openemr_apis": None}, "activate_openemr_apis", "null", TOGGLE
    ),
    "a string for a switch that the predecessor had not": Mistake(
        {"create_service_linked_roles": "true"},
        "create_service_linked_roles",
        '"true"',
        "a valid boolean",
    ),
    "a number for the certificate": Mistake(
        {"certificate_arn": 5}, "certificate_arn", "5", "a valid string"
    ),
    "a domain that is a string": Mistake(
        {"domain": "openemr.example.org"}, "domain", '"openemr.example.org"', "an object"
    ),
    "an account id that is a number": Mistake(
        {"account_id": 123456789012}, "account_id", "123456789012", "a valid string"
    ),
}

TABLE = UNKNOWN_NAMES | WRONG_TYPES
