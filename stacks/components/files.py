"""The `sites` directory of OpenEMR on EFS: patient documents, configuration and keys."""

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.efs_access_point import (
    EfsAccessPoint,
    EfsAccessPointRootDirectory,
    EfsAccessPointRootDirectoryCreationInfo,
)
from cdktf_cdktf_provider_aws.efs_file_system import EfsFileSystem, EfsFileSystemLifecyclePolicy
from cdktf_cdktf_provider_aws.efs_file_system_policy import EfsFileSystemPolicy
from cdktf_cdktf_provider_aws.efs_mount_target import EfsMountTarget
from constructs import Construct

from stacks.components.network import Network
from stacks.components.perimeter import Perimeter
from stacks.foundation import Foundation
from stacks.pairs import Color
from stacks.policies import Statement, allow, deny, document
from stacks.settings.data import FilesSettings

SITES_DIRECTORY = "/sites"
MOUNT = [
    "elasticfilesystem:ClientMount",
    "elasticfilesystem:ClientRootAccess",
    "elasticfilesystem:ClientWrite",
]


class Files(Construct):
    """Patient documents, and the keys that decrypt columns of the database.

    Database and files belong together: one without the other is no backup.

    color: the pair that it belongs to. is_restored: it is filled from a recovery point.
    """

    PORT = 2049

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        network: Network,
        settings: FilesSettings,
        color: Color,
        is_restored: bool,
    ) -> None:
        super().__init__(scope, id_)
        name = base.names.of_pair(color, "files")
        self.perimeter = Perimeter(self, "perimeter", name=name, role=id_, vpc_id=network.vpc_id)
        system = self._file_system(name, base, settings)
        self.id = system.id
        self.arn = system.arn
        self.mount_targets = [
            EfsMountTarget(
                self,
                f"mount_{index + 1}",
                file_system_id=system.id,
                subnet_id=subnet,
                security_groups=[self.perimeter.id],
            )
            for index, subnet in enumerate(network.private_subnet_ids)
        ]
        self.access_point = self._access_point(name, is_restored=is_restored)
        self.root_access_point = self._root_access_point(name) if is_restored else None
        self._policy()

    def _file_system(self, name: str, base: Foundation, settings: FilesSettings) -> EfsFileSystem:
        return EfsFileSystem(
            self,
            "sites",
            creation_token=name,
            encrypted=True,
            kms_key_id=base.encryption.data_key_arn,
            throughput_mode="elastic",
            lifecycle_policy=[
                EfsFileSystemLifecyclePolicy(
                    transition_to_ia=f"AFTER_{settings.infrequent_access_after_days}_DAYS"
                ),
                EfsFileSystemLifecyclePolicy(transition_to_primary_storage_class="AFTER_1_ACCESS"),
            ],
            tags={"Name": name},
            lifecycle=TerraformResourceLifecycle(prevent_destroy=base.production),
        )

    def _access_point(self, name: str, *, is_restored: bool) -> EfsAccessPoint:
        """Confines clients to one directory.

        It sets no POSIX user: the image's start scripts change owners as root and Apache then
        works as its own user. Nobody makes the directory of restored files but the restore: until
        then no task can mount it, rather than begin with an empty one.
        https://docs.aws.amazon.com/efs/latest/ug/API_CreationInfo.html (read 2026-11-30)
        """
        owner = EfsAccessPointRootDirectoryCreationInfo(
            owner_uid=0, owner_gid=0, permissions="0755"
        )
        return EfsAccessPoint(
            self,
            "access_point",
            file_system_id=self.id,
            root_directory=EfsAccessPointRootDirectory(
                path=SITES_DIRECTORY, creation_info=None if is_restored else owner
            ),
            tags={"Name": name},
        )

    def _root_access_point(self, name: str) -> EfsAccessPoint:
        """For the task that moves recovered files: AWS Backup puts them beside, in a new directory.

        https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-efs.html (read 2026-11-30)
        """
        return EfsAccessPoint(
            self,
            "root_access_point",
            file_system_id=self.id,
            root_directory=EfsAccessPointRootDirectory(path="/"),
            tags={"Name": f"{name}-root"},
        )

    def _policy(self) -> None:
        """With a policy, nobody mounts anonymously; it then refuses other ways than ours.

        https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
        """
        points = [each.arn for each in (self.access_point, self.root_access_point) if each]
        statements = [
            deny("TlsOnly", ["*"], [self.arn], {"Bool": {"aws:SecureTransport": "false"}}),
            deny(
                "AccessPointOnly",
                MOUNT,
                [self.arn],
                {
                    "StringNotEquals": {
                        "elasticfilesystem:AccessPointArn": points if points[1:] else points[0]
                    }
                },
            ),
        ]
        # EFS makes up an id otherwise, which every plan would then want to remove.
        policy = document(*statements, id_="sites")
        EfsFileSystemPolicy(self, "policy", file_system_id=self.id, policy=policy)

    def grant_mount(self) -> Statement:
        """What a task's role needs to mount and write, through the access point only."""
        return self._grant("MountSites", self.access_point)

    def grant_recovery(self) -> list[Statement]:
        """The same for the tasks of a restore, one of which sees the whole file system."""
        root = [self._grant("MountRoot", self.root_access_point)] if self.root_access_point else []
        return [self.grant_mount(), *root]

    def _grant(self, sid: str, point: EfsAccessPoint) -> Statement:
        return allow(
            sid,
            MOUNT,
            [self.arn],
            condition={"StringEquals": {"elasticfilesystem:AccessPointArn": point.arn}},
        )
