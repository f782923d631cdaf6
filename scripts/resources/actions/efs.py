"""Amazon EFS: ids are random, so that tags tell what is ours."""

from scripts.resources.facets.actions import (
    NEW,
    OWN,
    Actions,
    arn,
    grant,
    key_use,
    service_linked_role,
    tags,
)

_SYSTEM, _POINT = (
    arn("elasticfilesystem", "file-system/*"),
    arn("elasticfilesystem", "access-point/*"),
)
_UNTAG = "elasticfilesystem:TagResource elasticfilesystem:UntagResource"

FILE_SYSTEM = Actions(
    read=(
        grant("elasticfilesystem:DescribeFileSystems", _SYSTEM),
        grant("elasticfilesystem:DescribeLifecycleConfiguration", _SYSTEM),
    ),
    create=(
        grant("elasticfilesystem:CreateFileSystem", when=NEW),
        *tags("elasticfilesystem:TagResource", _SYSTEM),
        grant("elasticfilesystem:PutLifecycleConfiguration", _SYSTEM, when=OWN),
        key_use("elasticfilesystem"),
        service_linked_role("elasticfilesystem.amazonaws.com"),
    ),
    update=(
        grant("elasticfilesystem:PutLifecycleConfiguration", _SYSTEM, when=OWN),
        grant(f"elasticfilesystem:UpdateFileSystem {_UNTAG}", _SYSTEM, when=OWN),
    ),
    delete=(grant("elasticfilesystem:DeleteFileSystem", _SYSTEM, when=OWN),),
)
POLICY = Actions(
    read=(grant("elasticfilesystem:DescribeFileSystemPolicy", _SYSTEM),),
    create=(grant("elasticfilesystem:PutFileSystemPolicy", _SYSTEM, when=OWN),),
    update=(grant("elasticfilesystem:PutFileSystemPolicy", _SYSTEM, when=OWN),),
    delete=(grant("elasticfilesystem:DeleteFileSystemPolicy", _SYSTEM, when=OWN),),
)
ACCESS_POINT = Actions(
    read=(grant("elasticfilesystem:DescribeAccessPoints", _SYSTEM, _POINT),),
    create=(
        grant("elasticfilesystem:CreateAccessPoint", _SYSTEM, when=OWN),
        *tags("elasticfilesystem:TagResource", _POINT),
    ),
    update=(grant(_UNTAG, _POINT, when=OWN),),
    delete=(grant("elasticfilesystem:DeleteAccessPoint", _POINT, when=OWN),),
)
# Its network interface is made with the caller's rights:
# https://docs.aws.amazon.com/efs/latest/ug/API_CreateMountTarget.html
MOUNT_TARGET = Actions(
    read=(
        grant("elasticfilesystem:DescribeMountTargetSecurityGroups", _SYSTEM),
        grant("elasticfilesystem:DescribeMountTargets", _SYSTEM),
    ),
    create=(
        grant("elasticfilesystem:CreateMountTarget", _SYSTEM, when=OWN),
        grant("ec2:CreateNetworkInterface", arn("ec2", "network-interface/*")),
        grant(
            "ec2:CreateNetworkInterface",
            *(arn("ec2", "subnet/*"), arn("ec2", "security-group/*")),
            when=OWN,
        ),
        grant("ec2:DescribeNetworkInterfaces ec2:DescribeSubnets"),
    ),
    update=(
        grant("elasticfilesystem:ModifyMountTargetSecurityGroups", _SYSTEM, when=OWN),
        grant(
            "ec2:ModifyNetworkInterfaceAttribute",
            *(arn("ec2", "network-interface/*"), arn("ec2", "security-group/*")),
            when=(("Bool", "aws:ViaAWSService", "true"),),
        ),
    ),
    delete=(
        grant("elasticfilesystem:DeleteMountTarget", _SYSTEM, when=OWN),
        grant(
            "ec2:DeleteNetworkInterface",
            arn("ec2", "network-interface/*"),
            when=(("Bool", "aws:ViaAWSService", "true"),),
        ),
    ),
)
