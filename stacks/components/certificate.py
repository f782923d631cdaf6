"""The load balancer's certificate, made and validated through Route 53."""

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.acm_certificate import AcmCertificate, AcmCertificateOptions
from cdktf_cdktf_provider_aws.acm_certificate_validation import AcmCertificateValidation
from cdktf_cdktf_provider_aws.route53_record import Route53Record
from constructs import Construct

from stacks.settings.edge import DomainSettings

VALIDATION_TTL_SECONDS = 300


class Certificate(Construct):
    """AWS renews it as long as the validation record stands."""

    def __init__(self, scope: Construct, id_: str, *, domain: DomainSettings) -> None:
        super().__init__(scope, id_)
        certificate = AcmCertificate(
            self,
            "public",
            domain_name=domain.name,
            validation_method="DNS",
            options=AcmCertificateOptions(certificate_transparency_logging_preference="ENABLED"),
            # A listener keeps the old certificate until it has the new one.
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )
        option = certificate.domain_validation_options.get(0)
        record = Route53Record(
            self,
            "validation_record",
            zone_id=domain.hosted_zone_id,
            name=option.resource_record_name,
            type=option.resource_record_type,
            records=[option.resource_record_value],
            ttl=VALIDATION_TTL_SECONDS,
            allow_overwrite=True,
        )
        validation = AcmCertificateValidation(
            self,
            "validation",
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn],
        )
        self.arn = validation.certificate_arn
