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
from stacks.policies import Statement, allow, deny, document
from stacks.settings.data import FilesSettings

MOUNT = [
    "elasticfilesystem:ClientMount",
    "elasticfilesystem:ClientRootAccess",
    "elasticfilesystem:ClientWrite",
]


class Files(Construct):
    """Patient documents, and the keys that decrypt columns of the database.

    Database and files belong together: one without the other is no backup.
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
    ) -> None:
        super().__init__(scope, id_)
        self.perimeter = Perimeter(
            self, "perimeter", name=base.names("files"), role="files", vpc_id=network.vpc_id
        )
        system = self._file_system(base, settings)
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
        self.access_point = self._access_point(base.names("files"))
        self._policy()

    def _file_system(self, base: Foundation, settings: FilesSettings) -> EfsFileSystem:
        return EfsFileSystem(
            self,
            "sites",
            creation_token=base.names("files"),
            encrypted=True,
            kms_key_id=base.encryption.data_key_arn,
            throughput_mode="elastic",
            lifecycle_policy=[
                EfsFileSystemLifecyclePolicy(
                    transition_to_ia=f"AFTER_{settings.infrequent_access_after_days}_DAYS"
                ),
                EfsFileSystemLifecyclePolicy(transition_to_primary_storage_class="AFTER_1_ACCESS"),
            ],
            tags={"Name": base.names("files")},
            lifecycle=TerraformResourceLifecycle(prevent_destroy=base.production),
        )

    def _access_point(self, name: str) -> EfsAccessPoint:
        """Confines clients to one directory.

        It sets no POSIX user: the image's start scripts change owners as root and Apache then
        works as its own user.
        """
        return EfsAccessPoint(
            self,
            "access_point",
            file_system_id=self.id,
            root_directory=EfsAccessPointRootDirectory(
                path="/sites",
                creation_info=EfsAccessPointRootDirectoryCreationInfo(
                    owner_uid=0, owner_gid=0, permissions="0755"
                ),
            ),
            tags={"Name": name},
        )

    def _policy(self) -> None:
        """With a policy, nobody mounts anonymously; it then refuses other ways than ours.

        https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
        """
        point = self.access_point.arn
        statements = [
            deny("TlsOnly", ["*"], [self.arn], {"Bool": {"aws:SecureTransport": "false"}}),
            deny(
                "AccessPointOnly",
                MOUNT,
                [self.arn],
                {"StringNotEquals": {"elasticfilesystem:AccessPointArn": point}},
            ),
        ]
        # EFS makes up an id otherwise, which every plan would then want to remove.
        policy = document(*statements, id_="sites")
        EfsFileSystemPolicy(self, "policy", file_system_id=self.id, policy=policy)

    def grant_mount(self) -> Statement:
        """What a task's role needs to mount and write, through the access point only."""
        return allow(
            "MountSites",
            MOUNT,
            [self.arn],
            condition={"StringEquals": {"elasticfilesystem:AccessPointArn": self.access_point.arn}},
        )
