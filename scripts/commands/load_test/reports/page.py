"""The report as one page that needs nothing else."""

import markupsafe

from scripts.commands.load_test.reports.plot import templates
from scripts.commands.load_test.reports.report import Report, headline, load_lines
from scripts.commands.load_test.reports.text import COLUMNS


def as_page(report: Report, svg: str) -> str:
    """HTML without script, and without anything from elsewhere."""
    numbers = {
        answer: sum(sample.answer is answer for sample in report.recording.samples)
        for answer, _ in report.explanations
    }
    page = (
        templates()
        .get_template("page.html.jinja")
        .render(
            headline=headline(report),
            outcome=report.verdict.outcome.value,
            # Made by us, and escaped when it was.
            plot=markupsafe.Markup(svg),  # noqa: S704
            report=report.as_json(),
            load=list(load_lines(report)),
            columns=COLUMNS,
            numbers={answer.value: number for answer, number in numbers.items()},
        )
    )
    return report.clean(page)
