"""Named deployments that all layers of tests use, as the `context` of a cdktf.json."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from stacks.image_lock import LOCK_FILE, write_image_lock
from stacks.releases import RELEASES

PROJECT = Path(__file__).resolve().parent.parent
CERTIFICATE_ARN = (
    "arn:aws:acm:us-west-2:000000000000:certificate/11111111-2222-3333-4444-555555555555"
)
DOMAIN = {"name": "openemr.example.org", "hosted_zone_id": "Z0123456789ABCDEFGHIJ"}
REMOTE_STATE = {"bucket": "example-clinic-terraform-state"}

# What a lock file holds in tests: every release's image by a digest that nobody has.
LOCKED = {
    release.image: f"sha256:{hashlib.sha256(release.image.encode()).hexdigest()}"
    for release in RELEASES.values()
}

# What cdktf.json ships.
DEFAULT: dict[str, Any] = json.loads((PROJECT / "cdktf.json").read_text(encoding="utf-8"))[
    "context"
]

SMALLEST = {
    "deployments": {
        "smallest": {
            "openemr_service_fargate_minimum_capacity": 1,
            "openemr_service_fargate_maximum_capacity": 1,
            "enable_ecs_exec": False,
            "database": {"readers": 0},
        }
    }
}

PRODUCTION_WITH_CERTIFICATE = {
    "deployments": {
        "production": {
            "environment": "production",
            "certificate_arn": CERTIFICATE_ARN,
            "security_group_ip_range": "203.0.113.0/24",
        }
    }
}

PRODUCTION_WITH_DOMAIN = {
    "remote_state": REMOTE_STATE,
    "deployments": {
        "production": {
            "environment": "production",
            "domain": DOMAIN,
            "security_group_ip_range": "203.0.113.0/24",
        }
    },
}

EVERYTHING_ON: dict[str, Any] = {
    "remote_state": REMOTE_STATE | {"lock": "both"},
    "deployments": {
        "everything": {
            "environment": "production",
            "account_id": "000000000000",
            "domain": DOMAIN,
            "security_group_ip_range": "203.0.113.0/24",
            "clients": {
                "ipv4_cidrs": ["198.51.100.0/24"],
                "ipv6_cidrs": ["2001:db8:1234::/48"],
            },
            "activate_openemr_apis": "true",
            "enable_ecs_exec": "true",
            "network": {
                "cidr": "10.64.0.0/16",
                "availability_zones": ["us-west-2a", "us-west-2b", "us-west-2c"],
            },
            "application": {
                "cpu": 4096,
                "memory_mib": 8192,
                "image": "000000000000.dkr.ecr.us-west-2.amazonaws.com/"
                "openemr-everything-image:8.2.0"
                "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "private_repository": True,
            },
            "database": {
                "max_capacity_acu": 64,
                "readers": 2,
                "performance_insights": "advanced",
            },
            "create_service_linked_roles": True,
            "permissions_boundary": "arn:aws:iam::000000000000:policy/openemr-administration/"
            "openemr-everything-boundary",
            "tags": {"CostCenter": "cardiology"},
        }
    },
}

# Both in production, where there is most to share.
TWO_DEPLOYMENTS = {
    "deployments": {
        "clinic": {
            "certificate_arn": CERTIFICATE_ARN,
            "security_group_ip_range": "203.0.113.0/24",
        },
        # The name is the other's with a suffix, which a careless scheme of names would mix up.
        "clinic-cache": {"certificate_arn": CERTIFICATE_ARN},
    }
}

# A production with a restored pair beside the one that serves, before the cut-over.
RESTORED: dict[str, Any] = {
    "deployments": {
        "restored": {
            "certificate_arn": CERTIFICATE_ARN,
            "security_group_ip_range": "203.0.113.0/24",
            "stores": {
                "standby": "restoring",
                "green_database": "arn:aws:rds:us-west-2:000000000000:cluster-snapshot:"
                "awsbackup:job-11111111-2222-3333-4444-555555555555",
                "green_files": "arn:aws:backup:us-west-2:000000000000:recovery-point:"
                "11111111-2222-3333-4444-555555555555",
            },
        }
    },
}

# A production whose backups are copied to two other Regions, one of them with terms of its own.
COPIED: dict[str, Any] = {
    "remote_state": REMOTE_STATE,
    "deployments": {
        "copied": {
            "certificate_arn": CERTIFICATE_ARN,
            "backup": {
                "copies": [
                    {"region": "us-east-1"},
                    {
                        "region": "eu-west-1",
                        "rules": ["daily"],
                        "retention_days": 60,
                        "vault_lock": "compliance",
                        "vault_lock_changeable_for_days": 30,
                    },
                ]
            },
        }
    },
}

CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "default": DEFAULT,
    "smallest": SMALLEST,
    "production_with_certificate": PRODUCTION_WITH_CERTIFICATE,
    "production_with_domain": PRODUCTION_WITH_DOMAIN,
    "everything_on": EVERYTHING_ON,
    "two_deployments": TWO_DEPLOYMENTS,
    "restored": RESTORED,
    "copied": COPIED,
}

PARTS_THAT_SYNTHESIZE = ("main.py", "cdktf.json", "stacks", "imports")


def copy_project(to: Path, context: Any) -> Path:
    """A copy of what synthesis needs, with other settings and LOCKED; returns its folder."""
    to.mkdir(parents=True)
    for name in PARTS_THAT_SYNTHESIZE:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, to / name)
    (to / "cdktf.json").write_text(json.dumps({"context": context}), encoding="utf-8")
    write_image_lock(to / LOCK_FILE, LOCKED)
    return to
