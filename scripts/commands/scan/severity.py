"""The order of findings: by what may come of them, worst first, and data before all else."""

from scripts.commands.scan.finding import Finding
from scripts.resources import CATALOGUE
from scripts.resources.entry import ResourceType
from scripts.resources.facets.impact import DESTROYS, INTERRUPTS, LOWERS, OPENS, UNREVIEWED, Kind

# Checks by impact, worst first; those that are not here lower protection. How long evidence is kept
# comes after what protects it.
_EVIDENCE_KEPT = "OEMR_31 OEMR_38 CKV_AWS_66 CKV_AWS_338"
_CHECKS: dict[Kind, str] = {
    DESTROYS: "OEMR_3 OEMR_13 OEMR_16 OEMR_29 OEMR_33 OEMR_61 CKV2_AWS_8 CKV2_AWS_18 CKV_AWS_21 "
    "CKV_AWS_28 CKV_AWS_133 CKV_AWS_139 CKV_AWS_144 CKV_AWS_233 CKV_AWS_293",
    OPENS: "OEMR_5 OEMR_6 OEMR_7 OEMR_8 OEMR_10 OEMR_12 OEMR_19 OEMR_20 OEMR_24 OEMR_26 OEMR_27 "
    "OEMR_32 OEMR_35 OEMR_36 OEMR_37 OEMR_39 OEMR_44 OEMR_51 OEMR_52 OEMR_53 OEMR_57 OEMR_58 "
    "OEMR_59 OEMR_62 CKV2_AWS_1 CKV2_AWS_6 CKV2_AWS_12 CKV2_AWS_20 CKV_AWS_2 CKV_AWS_17 CKV_AWS_20 "
    "CKV_AWS_24 CKV_AWS_25 CKV_AWS_41 CKV_AWS_53 CKV_AWS_54 CKV_AWS_55 CKV_AWS_56 CKV_AWS_57 "
    "CKV_AWS_62 CKV_AWS_63 CKV_AWS_117 CKV_AWS_130 CKV_AWS_260 CKV_AWS_274 CKV_AWS_286 CKV_AWS_287 "
    "CKV_AWS_288 CKV_AWS_289 CKV_AWS_290 CKV_AWS_301 CKV_AWS_330 CKV_AWS_333 CKV_AWS_336 "
    "CKV_AWS_355 CKV_AWS_364",
    UNREVIEWED: "OEMR_42 OEMR_45 OEMR_46 OEMR_47 OEMR_49 OEMR_50 OEMR_54 OEMR_60 OEMR_65 EXCEPTION",
    INTERRUPTS: "OEMR_17 OEMR_25 OEMR_56 CKV_AWS_115 CKV_AWS_116 CKV_AWS_131 CKV_AWS_150 "
    "CKV_AWS_226",
}
_IMPACTS = {check: kind for kind, checks in _CHECKS.items() for check in checks.split()}


def impact(finding: Finding) -> Kind:
    """What may come of a finding."""
    return _IMPACTS.get(finding.check, LOWERS)


def worst_first(finding: Finding) -> tuple[int, bool, bool, Finding]:
    """A key to sort by."""
    kept = finding.check in _EVIDENCE_KEPT.split()
    return impact(finding).rank, kept, not _holds_data(finding.address), finding


def _holds_data(address: str) -> bool:
    entry = CATALOGUE.get(address.partition(".")[0])
    return isinstance(entry, ResourceType) and entry.data is not None
