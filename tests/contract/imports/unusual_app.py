"""An app with much that only CDKTF supports; the argument is its output folder."""

import sys
from typing import Any

import jsii

from stacks.addressing import ReadableStack  # isort: skip - imports the entry point first

from cdktf import (
    App,
    Aspects,
    Fn,
    IAspect,
    LocalBackend,
    TerraformIterator,
    TerraformLocal,
    TerraformOutput,
    TerraformResourceLifecycle,
    TerraformStack,
    TerraformVariable,
    Token,
)
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.security_group import SecurityGroup, SecurityGroupIngress
from cdktf_cdktf_provider_aws.subnet import Subnet
from cdktf_cdktf_provider_aws.vpc import Vpc


@jsii.implements(IAspect)
class Tagged:
    """Sets a tag on every VPC."""

    def visit(self, node: Any) -> None:
        """CDKTF calls it for each construct."""
        if isinstance(node, Vpc):
            node.tags = {"Path": node.node.path}


class Clinic(ReadableStack):
    """Ordinary resources first, then what the Python kernel does not support."""

    def __init__(self, scope: Any, name: str, peer: "Clinic | None" = None) -> None:
        super().__init__(scope, name)
        LocalBackend(self, path=f"{name}.tfstate")
        home = AwsProvider(self, "aws", region="us-west-2")
        AwsProvider(self, "abroad", region="eu-west-1", alias="abroad")
        self.vpc = Vpc(self, "vpc", cidr_block="10.0.0.0/16", provider=home)
        rules = [SecurityGroupIngress(from_port=1, to_port=2, protocol="tcp")]
        SecurityGroup(self, "firewall", name=f"in-{self.vpc.id}", ingress=rules)
        # What CDKTF was given must not change with the list.
        rules.append(SecurityGroupIngress(from_port=3, to_port=4, protocol="udp"))
        self.text = f"{self.vpc.arn}/{Fn.upper(self.vpc.id)}"
        self.add_unsupported(peer)

    def add_unsupported(self, peer: "Clinic | None") -> None:
        """Each of these would cause the fallback, were it the first."""
        zone = TerraformVariable(self, "zone", type="string", default="a")
        Subnet(self, "subnet", vpc_id=self.vpc.id, availability_zone=zone.string_value)
        TerraformLocal(self, "local", {"text": self.text, "vpc": self.vpc.id})
        TerraformOutput(self, "joined", value=Fn.join(",", [self.text, self.vpc.id]))
        names = TerraformIterator.from_list(["one", "two"])
        S3Bucket(self, "buckets", bucket=Token.as_string(names.value), for_each=names)
        kept = S3Bucket(self, "kept", lifecycle=TerraformResourceLifecycle(prevent_destroy=True))
        kept.bucket_prefix = Token.as_string(self.text)
        kept.import_from("existing")
        if peer:
            TerraformOutput(self, "peer", value=peer.vpc.id)
            TerraformOutput(self, "peers_text", value=peer.text)


def main(folder: str) -> None:
    """Write the app."""
    app = App(outdir=folder, stack_traces=False)
    one = Clinic(app, "one")
    Clinic(app, "two", peer=one)
    Aspects.of(app).add(Tagged())
    hashed = TerraformStack(app, "hashed")
    LocalBackend(hashed, path="hashed.tfstate")
    TerraformOutput(hashed, "x", value=one.text)
    app.synth()


if __name__ == "__main__":
    main(sys.argv[1])
