"""AWS Certificate Manager: the ids of certificates are random."""

from scripts.resources.facets.actions import NEW, OWN, Actions, arn, grant, tags

_CERTIFICATE = arn("acm", "certificate/*")

CERTIFICATE = Actions(
    read=(grant("acm:DescribeCertificate acm:ListTagsForCertificate", _CERTIFICATE),),
    create=(
        grant("acm:RequestCertificate", when=NEW),
        *tags("acm:AddTagsToCertificate", _CERTIFICATE),
    ),
    update=(
        grant("acm:AddTagsToCertificate acm:RemoveTagsFromCertificate", _CERTIFICATE, when=OWN),
        grant("acm:UpdateCertificateOptions", _CERTIFICATE, when=OWN),
    ),
    delete=(grant("acm:DeleteCertificate", _CERTIFICATE, when=OWN),),
)
VALIDATION = Actions(
    read=(grant("acm:DescribeCertificate", _CERTIFICATE),),
)
