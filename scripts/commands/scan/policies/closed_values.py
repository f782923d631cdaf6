"""Values as this product makes them, and no others."""

from scripts.commands.scan.closed_values.exact import judge_exactly
from scripts.commands.scan.closed_values.judging import judge
from scripts.commands.scan.policy import Configuration, Violations, policy


@policy(60, hipaa="308(a)(1)(ii)(B) 308(a)(8) 312(a)(1) 312(b) 312(c)(1) 312(e)(1)")
def closed_values(configuration: Configuration) -> Violations:
    """Every resource, argument and value is one that settings of this product give."""
    # Other policies explain single dangers; this one knows none, and so needs no list of them.
    # Where the settings are at hand it judges what they give: OEMR_65 compares with that.
    yield from judge(configuration.expected or configuration)


@policy(65, hipaa="308(a)(1)(ii)(B) 308(a)(8) 312(c)(1)")
def as_settings_give(configuration: Configuration) -> Violations:
    """Where the settings are at hand, the configuration is exactly what they give."""
    # At hand: of files below the project's cdktf.out, and with --settings.
    if configuration.expected:
        yield from judge_exactly(configuration, configuration.expected)
