"""Amazon EFS."""

from scripts.resources.actions import efs as efs_actions
from scripts.resources.charges import storage as storage_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import LEAVES_PRODUCTION, Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.data import Data, Owner
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift, Sensitivity
from scripts.resources.facets.impact import DESTROYS, INTERRUPTS, LOWERS
from scripts.resources.facets.picture import Icon, PartOf
from scripts.resources.facets.policies import EVERYONE, Policy, PolicyKind
from scripts.resources.facets.predicates import appeared, changed, left
from scripts.resources.facets.quota import Quota
from scripts.resources.finders import data

TYPES = (
    ResourceType(
        name="aws_efs_access_point",
        arguments=Arguments(
            needed=("file_system_id root_directory root_directory.path tags"),
            # Not of the directory that a restore makes.
            optional=(
                "root_directory.creation_info root_directory.creation_info.owner_gid "
                "root_directory.creation_info.owner_uid root_directory.creation_info.permissions"
            ),
            refers={"file_system_id": "aws_efs_file_system"},
            accepted={"root_directory.creation_info.permissions": (None, "0700", "0750", "0755")},
            from_settings="tags root_directory.creation_info",
            free="tags",
        ),
        deletion=Deletion(
            DESTROYS,
            "Tasks reach the documents only through it; under another path they find none.",
        ),
        owner=Owner("file_system_id", "aws_efs_file_system"),
        charge=Free("Access points are free."),
        discovery=FoundBy(data.access_point),
        picture=PartOf("file_system_id"),
        actions=efs_actions.ACCESS_POINT,
        stack="deployment",
        required=True,
    ),
    KnownType(
        name="aws_efs_backup_policy",
        deletion=Deletion(
            LOWERS, "The file system is no longer backed up automatically.", rebuilt=True
        ),
        owner=Owner("file_system_id", "aws_efs_file_system"),
        charge=Free("Copies are charged at the vault that keeps them."),
        rules=(
            Rule(
                "backup_policy.status",
                left("ENABLED"),
                LOWERS,
                "The file system is no longer backed up automatically.",
            ),
        ),
    ),
    ResourceType(
        name="aws_efs_file_system",
        arguments=Arguments(
            needed=(
                "creation_token encrypted kms_key_id lifecycle lifecycle.prevent_destroy "
                "lifecycle_policy tags throughput_mode"
            ),
            optional=(
                "lifecycle_policy.transition_to_ia "
                "lifecycle_policy.transition_to_primary_storage_class"
            ),
            refers={"kms_key_id": "aws_kms_key"},
            from_settings="creation_token lifecycle.prevent_destroy tags",
            free="lifecycle_policy tags ",
        ),
        deletion=Deletion(
            DESTROYS,
            ("All patient documents are lost, and so are the keys that decrypt the database."),
            source="https://docs.aws.amazon.com/efs/latest/ug/delete-efs-fs.html",
        ),
        charge=storage_charges.file_system,
        discovery=FoundBy(data.file_system),
        picture=Icon(
            "storage/elastic-file-system-efs.png", "EFS", "data", 4, details=("documents, sites",)
        ),
        quota=Quota(
            "File systems",
            "elasticfilesystem",
            "L-848C634D",
            1000,
            ("efs", "describe_file_systems", "FileSystems"),
        ),
        actions=efs_actions.FILE_SYSTEM,
        dimension="FileSystemId",
        stack="deployment",
        required=True,
        keys={"kms_key_id": ""},
        data=Data(
            "file system",
            kept_because="holds documents, and keys to columns of the database",
            leftovers={"gb": "efs_gb_month", "infrequent_gb": "efs_infrequent_gb_month"},
        ),
        rules=(
            LEAVES_PRODUCTION,
            Rule(
                "protection.replication_overwrite",
                left("ENABLED"),
                LOWERS,
                "A replication may overwrite the file system.",
            ),
            Rule(
                "availability_zone_name",
                appeared,
                LOWERS,
                "The files are stored in a single Availability Zone, {after}.",
            ),
            Rule(
                "throughput_mode", changed, INTERRUPTS, "Throughput is {after} instead of {before}."
            ),
        ),
        drift=Drift(
            by_itself={
                "number_of_mount_targets": "counts mount targets, which are compared",
                "size_in_bytes": "grows with every file",
            }
        ),
    ),
    ResourceType(
        name="aws_efs_file_system_policy",
        arguments=Arguments(
            needed="file_system_id policy",
            refers={"file_system_id": "aws_efs_file_system"},
        ),
        deletion=Deletion(rebuilt=True),
        owner=Owner("file_system_id", "aws_efs_file_system"),
        charge=Free("A policy is a property of the file system."),
        discovery=FoundBy(data.file_system_policy),
        picture=PartOf("file_system_id"),
        actions=efs_actions.POLICY,
        stack="deployment",
        required=True,
        guards_data=True,
        policy=Policy(PolicyKind.RESOURCE, parent="file_system_id", without=EVERYONE),
        drift=Drift(Sensitivity.GUARD),
    ),
    ResourceType(
        name="aws_efs_mount_target",
        arguments=Arguments(
            needed="file_system_id security_groups subnet_id",
            refers={
                "file_system_id": "aws_efs_file_system",
                "security_groups": "aws_security_group",
                "subnet_id": "aws_subnet",
            },
        ),
        deletion=Deletion(
            INTERRUPTS,
            "Tasks in its subnet lose the documents until it is back.",
            source=(
                "https://docs.aws.amazon.com/efs/latest/ug/manage-fs-access-change-mount-target.html"
            ),
            meanwhile="tasks in its subnet lose the documents until it is back.",
        ),
        owner=Owner("file_system_id", "aws_efs_file_system"),
        charge=Free("Mount targets are free; traffic between zones is charged at the service."),
        discovery=FoundBy(data.mount_target),
        picture=PartOf("file_system_id"),
        actions=efs_actions.MOUNT_TARGET,
        stack="deployment",
        drift=Drift(Sensitivity.VITAL),
    ),
)
