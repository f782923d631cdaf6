"""TLS, public names, the web application firewall, tags and accounts."""

from tests.unit.stacks.settings.mistakes import Mistake

ARN = "arn:aws:acm:us-west-2:123456789012:certificate/00000000-0000-0000-0000-000000000000"
ARN_SHOWN = f'"{ARN}"'[:80] + "..."
CERTIFICATE = f"the ARN of an ACM certificate, such as {ARN}"
HOST = "a host name in lower case without scheme, such as openemr.example.org"
ZONE = "the id of a public Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ"
CHARACTERS = "letters a to z, digits, spaces and _.:/=+-@, not beginning with aws: or rds:"
TAG_KEYS = f"keys of 1 to 128 {CHARACTERS}, unlike"
TAG_VALUE = f"1 to 256 {CHARACTERS}"
OWN_TAGS = (
    "keys other than the reserved Application, Deployment, Environment, ManagedBy, Name, Purpose, "
    "in any letter case"
)
PRODUCTION = "production only with certificate_arn or domain; or environment evaluation"


def _certificate(value: str) -> Mistake:
    return Mistake({"certificate_arn": value}, "certificate_arn", f'"{value}"', CERTIFICATE)


def _host(value: str) -> Mistake:
    domain = {"name": value, "hosted_zone_id": "Z0123456789"}
    return Mistake({"domain": domain}, "domain.name", f'"{value}"', HOST)


TLS = {
    "a host name without a certificate": Mistake(
        {"host_name": "openemr.example.org"},
        "host_name",
        '"openemr.example.org"',
        "null, or a name of certificate_arn without domain, which names the host itself",
    ),
    "a host name that is none": Mistake(
        {"certificate_arn": ARN, "host_name": "https://x"}, "host_name", '"https://x"', HOST
    ),
    "production without TLS": Mistake(
        {"environment": "production"}, "environment", '"production"', PRODUCTION
    ),
    "APIs over plain HTTP": Mistake(
        {"activate_openemr_apis": True},
        "activate_openemr_apis",
        "true",
        "false; or true with certificate_arn or domain, because browsers keep OpenEMR's OAuth "
        "cookie only by HTTPS",
    ),
    "an unknown environment": Mistake(
        {"environment": "staging"}, "environment", '"staging"', "'evaluation' or 'production'"
    ),
    "no environment at all": Mistake(
        {"environment": None}, "environment", "null", "'evaluation' or 'production'"
    ),
    "a certificate's name for its ARN": _certificate("openemr.example.org"),
    "an empty certificate ARN": _certificate(""),
    "a certificate of IAM": _certificate("arn:aws:iam::123456789012:server-certificate/openemr"),
    "a certificate of another Region": Mistake(
        {"certificate_arn": ARN, "region": "eu-west-1"},
        "certificate_arn",
        ARN_SHOWN,
        "a certificate in eu-west-1, the deployment's Region",
    ),
}

DOMAINS = {
    "a host name with scheme": _host("https://openemr.example.org"),
    "a host name in capitals": _host("OpenEMR.example.org"),
    "a host name with the root's dot": _host("openemr.example.org."),
    "a host name of one label": _host("localhost"),
    "a wildcard": _host("*.example.org"),
    "a hosted zone as Route 53's API writes it": Mistake(
        {"domain": {"name": "openemr.example.org", "hosted_zone_id": "/hostedzone/Z0123456789"}},
        "domain.hosted_zone_id",
        '"/hostedzone/Z0123456789"',
        ZONE,
    ),
}

REST = {
    "a request rate below AWS's least": Mistake(
        {"firewall": {"requests_per_five_minutes": 5}},
        "firewall.requests_per_five_minutes",
        "5",
        "greater than or equal to 100",
    ),
    "a sign-in rate below AWS's least": Mistake(
        {"firewall": {"sign_ins_per_five_minutes": 9}},
        "firewall.sign_ins_per_five_minutes",
        "9",
        "greater than or equal to 10",
    ),
    "an account id too short": Mistake(
        {"account_id": "12345"},
        "account_id",
        '"12345"',
        "an AWS account id of 12 digits, as a string",
    ),
    "a tag of AWS's own": Mistake(
        {"tags": {"aws:owner": "us"}}, "tags", '{"aws:owner": "us"}', f"{TAG_KEYS} 'aws:owner'"
    ),
    "a tag of AWS's own in capitals": Mistake(
        {"tags": {"AWS:owner": "us"}}, "tags", '{"AWS:owner": "us"}', f"{TAG_KEYS} 'AWS:owner'"
    ),
    **{
        f"the product's own tag {key!r}": Mistake(
            {"tags": {key: "evaluation"}}, "tags", f'{{"{key}": "evaluation"}}', OWN_TAGS
        )
        for key in (
            *("Application", "Deployment", "Environment", "ManagedBy", "Name", "Purpose"),
            *("environment", "DEPLOYMENT", "eNVIRONMENT", "managedby", " Environment", "name "),
        )
    },
    "tags that differ in case only": Mistake(
        {"tags": {"owner": "us", "Owner": "them"}},
        "tags",
        '{"owner": "us", "Owner": "them"}',
        "keys that differ by more than letter case, unlike 'owner', 'Owner'",
    ),
    "a tag without name": Mistake({"tags": {"": "us"}}, "tags", '{"": "us"}', f"{TAG_KEYS} ''"),
    "a tag too long": Mistake(
        {"tags": {"owner": "x" * 257}}, "tags.owner", '"' + "x" * 79 + "...", TAG_VALUE
    ),
    "a comma in a tag": Mistake({"tags": {"owner": "a,b"}}, "tags.owner", '"a,b"', TAG_VALUE),
    "several mistakes in the keys of tags": Mistake(
        {"tags": {"a,b": "us", "Name": "us"}},
        "tags",
        '{"a,b": "us", "Name": "us"}',
        f"{TAG_KEYS} 'a,b'; {OWN_TAGS}",
    ),
    "a tag that is a number": Mistake({"tags": {"owner": 5}}, "tags.owner", "5", "a valid string"),
    "too many tags": Mistake(
        {"tags": {f"key{number:02}": "x" for number in range(41)}},
        "tags",
        '{"key00": "x", "key01": "x", "key02": "x", "key03": "x", "key04": "x", "key05": ...',
        "at most 40 entries",
    ),
}

TABLE = TLS | DOMAINS | REST
