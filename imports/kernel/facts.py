"""Names and types of AWS provider 5.100.0 that its Python bindings lack.

The JavaScript in the same package has them all; tests/contract/imports compares.
"""

import re

_CAPITAL = re.compile("(?=[A-Z])")

# The exceptions, of the provider's 9,488 names, to the rule that a capital letter begins a word.
_IRREGULAR = {
    "address1": "address_1",
    "address2": "address_2",
    "address3": "address_3",
    "address4": "address_4",
    "addressLine1": "address_line_1",
    "addressLine2": "address_line_2",
    "addressLine3": "address_line_3",
    "base32StringSeed": "base_32_string_seed",
    "checksumCrc32C": "checksum_crc32c",
    "checksumCrc64Nvme": "checksum_crc64nvme",
    "equalTo": "equals",
    "fetchPasswordData": "get_password_data",
    "fetchUserData": "get_user_data",
    "is64BitsOnly": "is_64_bits_only",
    "lexv2Models": "lexv2models",
    "rfc4180": "rfc_4180",
    "route53Domains": "route53domains",
    "route53Profiles": "route53profiles",
    "route53Recoverycontrolconfig": "route53recoverycontrolconfig",
    "route53Recoveryreadiness": "route53recoveryreadiness",
    "route53Resolver": "route53resolver",
    "s3Api": "s3api",
    "s3Control": "s3control",
    "s3Outposts": "s3outposts",
    "s3Tables": "s3tables",
    "s3UsEast1RegionalEndpoint": "s3_us_east_1_regional_endpoint",
    "saslScram256Auth": "sasl_scram_256_auth",
    "saslScram512Auth": "sasl_scram_512_auth",
    "selfAttribute": "self",
    "softwareAttribute": "software",
    "systemAttribute": "system",
}

# Structs whose missing arguments are written as null.
WITH_NULLS = frozenset(
    f"@cdktf/provider-aws.{name}"
    for name in (
        "defaultRouteTable.DefaultRouteTableRoute",
        "defaultSecurityGroup.DefaultSecurityGroupEgress",
        "defaultSecurityGroup.DefaultSecurityGroupIngress",
        "emrCluster.EmrClusterStep",
        "emrCluster.EmrClusterStepHadoopJarStep",
        "networkAcl.NetworkAclEgress",
        "networkAcl.NetworkAclIngress",
        "routeTable.RouteTableRoute",
        "securityGroup.SecurityGroupEgress",
        "securityGroup.SecurityGroupIngress",
    )
)

# Attributes of objects that stacks/ reads, by the binding's class: lists or sets. Any other is read
# by CDKTF in Node.js, so add it here when stacks/ needs it.
LIST, SET = "list", "set"
COLLECTIONS = {
    ("AcmCertificate", "domainValidationOptions"): SET,
    ("ElasticacheServerlessCache", "endpoint"): LIST,
    ("RdsCluster", "masterUserSecret"): LIST,
}


def terraform_name(jsii_name: str) -> str:
    """Terraform's spelling of a name: `ipv6_cidr_block` for `ipv6CidrBlock`."""
    return _IRREGULAR.get(jsii_name) or _CAPITAL.sub("_", jsii_name).lower()
