"""AWS Certificate Manager (ACM)."""

from scripts.resources.actions import acm as acm_actions
from scripts.resources.entry import ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy, Idempotent
from scripts.resources.facets.drift import Drift, Sensitivity
from scripts.resources.facets.impact import INTERRUPTS, LOWERS
from scripts.resources.facets.picture import Icon, PartOf
from scripts.resources.facets.predicates import left
from scripts.resources.finders import identity

TYPES = (
    ResourceType(
        name="aws_acm_certificate",
        arguments=Arguments(
            needed=(
                "domain_name lifecycle lifecycle.create_before_destroy options "
                "options.certificate_transparency_logging_preference validation_method"
            ),
            from_settings="domain_name",
            free="validation_method",
        ),
        deletion=Deletion(INTERRUPTS, "The listener needs another certificate."),
        charge=Free("Public certificates of ACM are free on a load balancer."),
        discovery=FoundBy(identity.certificate),
        picture=Icon(
            "security/certificate-manager.png",
            "Certificate Manager",
            "region",
            1,
            details=("{domain_name}",),
        ),
        actions=acm_actions.CERTIFICATE,
        stack="deployment",
        rules=(
            Rule(
                "options.certificate_transparency_logging_preference",
                left("ENABLED"),
                LOWERS,
                "Certificates issued by mistake would not be noticed.",
            ),
        ),
        drift=Drift(
            Sensitivity.VITAL,
            by_itself={
                "not_after": "AWS renews it",
                "not_before": "AWS renews it",
                "pending_renewal": "AWS renews it",
                "renewal_eligibility": "AWS renews it",
                "renewal_summary": "AWS renews it",
            },
        ),
    ),
    ResourceType(
        name="aws_acm_certificate_validation",
        arguments=Arguments(
            needed="certificate_arn validation_record_fqdns",
            refers={
                "certificate_arn": "aws_acm_certificate",
                "validation_record_fqdns": "aws_route53_record",
            },
        ),
        deletion=Deletion(rebuilt=True),
        charge=Free("Waits for the certificate; creates nothing."),
        discovery=Idempotent("it waits, and creates nothing"),
        picture=PartOf("certificate_arn"),
        actions=acm_actions.VALIDATION,
        dimension="CertificateArn",
        stack="deployment",
        drift=Drift(Sensitivity.VITAL),
    ),
)
