"""Kinds of failures of an API test, and the remedy for each."""

from enum import Enum, unique

_NETWORK = (
    "Check the address, that the deployment is applied, and that this machine has access: the "
    "load balancer accepts only the networks of security_group_ip_range and clients.ipv4_cidrs in "
    "cdktf.json."
)
_FIREWALL_LOG = (
    "Its log group aws-waf-logs-openemr-<deployment>-firewall names the rule as "
    "terminatingRuleId, for AWS's own groups in ruleGroupList."
)


@unique
class Kind(Enum):
    """A kind of failure; the value is its remedy."""

    NAME_UNKNOWN = (
        "Check the spelling of --url. A new domain takes minutes, and its zone must be delegated; "
        "the output load_balancer_dns_name always resolves."
    )
    CANNOT_CONNECT = _NETWORK
    TIMED_OUT = f"{_NETWORK} --request-timeout sets how long to wait for a response."
    TLS_NOT_VERIFIED = (
        "Use the name for which the certificate was made, or --ca FILE for a private authority. "
        "With certificate_arn but no domain the output application_url is the load balancer's own "
        "name, which no certificate of yours covers: set domain. --insecure turns verification "
        "off: only for a test without patients' data."
    )
    NO_TLS = (
        "Set certificate_arn or domain: without one a deployment has no APIs, because OpenEMR's "
        "OAuth cookie is Secure and browsers drop it on plain HTTP. For an OpenEMR of your own "
        "http://... and --insecure test system clients alone."
    )
    WAF_BLOCK = (
        "While activate_openemr_apis is false, the rule apis-off blocks /apis and /oauth2: set it "
        f"to true and apply the deployment. Otherwise another rule matched. {_FIREWALL_LOG}"
    )
    WAF_THROTTLE = (
        "Wait five minutes. The rule sign-in-rate counts POST requests to /oauth2 "
        "(firewall.sign_ins_per_five_minutes), request-rate all of them "
        f"(firewall.requests_per_five_minutes); a longer --poll sends fewer. {_FIREWALL_LOG}"
    )
    RATE_LIMIT = "Wait as long as it says, then run again; a longer --poll sends fewer requests."
    SERVER_ERROR = (
        "OpenEMR itself failed: the reason is in the log group of the output application_log_group."
    )
    NO_HEALTHY_TASK = (
        "The load balancer finds no task that answers: see the service's events and the log group "
        "of the output application_log_group. A first start takes up to 25 minutes."
    )
    NOT_OPENEMR = "Use the URL at which browsers find OpenEMR: output application_url."
    APIS_OFF = (
        "Set activate_openemr_apis to true for the deployment in cdktf.json and apply it. By "
        "hand: Administration > Config > Connectors, globals rest_api and rest_fhir_api."
    )
    WRONG_SITE_ADDRESS = (
        "OpenEMR's own address is its global site_addr_oath (Administration > Config > Connectors "
        "> Site Address), which every new task sets to the output application_url. Test that "
        "address, or apply the deployment and let new tasks start."
    )
    REGISTRATION_REFUSED = "OpenEMR's message names what it rejects in the registration."
    INLINE_JWKS_REFUSED = (
        "Several releases cannot register keys inline (openemr issue 8958). Publish the public "
        "keys at an https address that OpenEMR's tasks can reach, then use --key FILE and "
        "--jwks-uri ADDRESS; --key FILE --print-jwks prints what to publish."
    )
    JWKS_UNREACHABLE = (
        "Publish what --key FILE --print-jwks prints. OpenEMR's tasks fetch it at each token "
        "request; releases from 8.3 on accept only https and public addresses."
    )
    UNKNOWN_SCOPE = (
        "Omit it or use this release's notation: user/Patient.read for FHIR, user/patient.read "
        "for the standard API, .cruds instead of .read and .write since 8.0. --read-only asks for "
        "no write scopes."
    )
    SYSTEM_SCOPES_OFF = (
        "System scopes require the global rest_system_scopes_api, which activate_openemr_apis "
        "turns on: apply the deployment and let new tasks start. By hand: Administration > Config "
        "> Connectors > Enable OpenEMR FHIR System Scopes."
    )
    CLIENT_DISABLED = (
        "As an administrator open Administration > System > API Clients, choose the client and "
        "enable it; --timeout sets how long to wait. Or let --enable-by ecs-exec do it."
    )
    ECS_EXEC_FAILED = (
        "Run the command shown by hand, or enable the clients at Administration > System > API "
        "Clients. ECS Exec requires enable_ecs_exec, the AWS CLI with its Session Manager plugin, "
        "and ecs:ExecuteCommand."
    )
    INVALID_REDIRECT = (
        "OpenEMR redirects browsers only to a registered URI, compared character by character. "
        "Run again and open the URL shown unchanged."
    )
    PKCE_REFUSED = (
        "Run again and use only the URL this run shows: the PKCE verifier is valid for it alone. "
        "OpenEMR accepts only the method S256."
    )
    STATE_MISMATCH = (
        "The response belongs to another request: an old tab, or somebody else's. It was not "
        "used. Run again and open only the URL this run shows."
    )
    CONSENT_DENIED = (
        "Run again and authorize with all boxes ticked, in a browser that runs JavaScript: since "
        "8.0.0 a script of OpenEMR's page adds the scopes of resources when Authorize is clicked."
    )
    NOBODY_SIGNED_IN = (
        "Run again, open the URL shown and sign in within --timeout. Over SSH the browser reaches "
        "this machine only through `ssh -L`; --paste needs no redirect to this machine."
    )
    CODE_EXPIRED = (
        "A code is valid for one minute. Run again, and be quick with --paste; also compare the "
        "clocks."
    )
    CODE_USED = "A code can be used once. Run again, and do not reload the last page."
    BAD_CLIENT_ASSERTION = (
        "OpenEMR rejected its signature, audience or time, or the tasks could not fetch the keys. "
        "Check: the tasks reach --jwks-uri over https and it holds this key; the clocks differ by "
        "less than a minute; site_addr_oath is the tested address. Inline keys do not work in "
        "several releases (openemr issue 8958): use --jwks-uri."
    )
    GRANT_REFUSED = "OpenEMR's message says why it refused the request."
    ID_TOKEN_INVALID = (
        "Do not trust this server's sign-ins until this is explained. OpenEMR's keys are in the "  # noqa: S105
        "sites volume: was it restored without the database, or the other way round?"
    )
    API_REFUSED = (
        "Does the user who signed in have the rights (Administration > ACL), and was the scope "
        "granted?"
    )
    INVALID_RESOURCE = "OpenEMR's message names the field that it rejects."
    UNEXPECTED_ANSWER = (
        "This release's response is unknown to this test; docs/apis.md says what it expects."
    )
    SCOPE_NOT_ENFORCED = (
        "A token for FHIR must not open the standard API. Report it to the OpenEMR project."
    )

    @property
    def id(self) -> str:
        """Its name in reports, on which scripts may rely."""
        return self.name.lower().replace("_", "-")

    def error(self, message: str) -> "CheckFailedError":
        """The exception to raise; `message` says what happened."""
        return CheckFailedError(self, message)


class CheckFailedError(Exception):
    """A check failed; the message says what happened."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind

    def as_json(self) -> dict[str, str]:
        """Its part of the report."""
        return {"kind": self.kind.id, "message": str(self), "remedy": self.kind.value}
