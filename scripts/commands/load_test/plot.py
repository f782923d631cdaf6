"""Latency and rate over time, as SVG."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from scripts.commands.load_test.plan import LoadPlan

_WIDTH, _HEIGHT = 720, 150
_STEPS = (1, 2, 2.5, 5, 10)
_LINES = 4  # at most, in a panel
_TARGET = "target"
# Label, colour and left edge in the legend of the lower panel.
_LEGEND = [
    ("started", "#047857", 370),
    ("errors", "#b91c1c", 437),
    ("by the firewall", "#7e22ce", 504),
    (_TARGET, "#6b7280", 614),
]


@dataclass(frozen=True)
class Scale:
    """From 0 to `top` over `_HEIGHT` pixels; lines at `marks`."""

    top: float
    marks: tuple[float, ...]

    def y(self, value: float) -> float:
        """Pixels from the top of the panel."""
        return round(_HEIGHT * (1 - value / self.top), 1)


@cache
def templates() -> jinja2.Environment:
    """The templates of this folder; values are escaped."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def as_svg(plan: LoadPlan, points: Sequence[dict[str, Any]], seconds: float) -> str:
    """Two panels over the same time: latency above, rate and failures below."""
    end = max(seconds, 1.0)
    latency = _scale_of([point["max_ms"] or 0 for point in points])
    rate = _scale_of([plan.rate, *(point["rate"] for point in points)])
    return (
        templates()
        .get_template("plot.svg.jinja")
        .render(
            width=_WIDTH,
            height=_HEIGHT,
            x=lambda second: round(_WIDTH * second / end, 1),
            latency=latency,
            rate=rate,
            target=plan.rate,
            lines=[
                ("max", "#c9a227", _path(points, "max_ms", latency, end)),
                ("p95", "#c2410c", _path(points, "p95_ms", latency, end)),
                ("p50", "#1d4ed8", _path(points, "p50_ms", latency, end)),
            ],
            legend=_LEGEND if plan.rate else [each for each in _LEGEND if each[0] != _TARGET],
            rate_path=_path(points, "rate", rate, end),
            bars=_bars(points, rate, end),
            counted_from=min(plan.counted_from, end),
            times=_scale_of([end]).marks,
            title=f"{plan.mix} on {plan.url}",
        )
    )


def _scale_of(values: Sequence[float]) -> Scale:
    highest = max([*values, 1e-3])
    unit = 10 ** math.floor(math.log10(highest / _LINES))
    step = next(unit * each for each in _STEPS if unit * each * _LINES >= highest)
    number = math.ceil(round(highest / step, 9))
    return Scale(number * step, tuple(round(step * each, 9) for each in range(number + 1)))


def _intervals(
    points: Sequence[dict[str, Any]], end: float
) -> Iterator[tuple[dict[str, Any], float, float]]:
    """Each point with the begin and length of its interval, in seconds."""
    begins = [point["second"] for point in points]
    for point, begin, following in zip(points, begins, [*begins[1:], end], strict=True):
        yield point, begin, following - begin


def _path(points: Sequence[dict[str, Any]], name: str, scale: Scale, end: float) -> str:
    """SVG path data; a second without values interrupts the line."""
    parts, pen = [], "M"
    for point, begin, length in _intervals(points, end):
        value = point[name]
        if value is None:
            pen = "M"
            continue
        middle = begin + length / 2
        parts.append(f"{pen}{round(_WIDTH * middle / end, 1)} {scale.y(value)}")
        pen = "L"
    return "".join(parts)


def _bars(
    points: Sequence[dict[str, Any]], scale: Scale, end: float
) -> list[tuple[str, float, float, float]]:
    """Colour, left edge, width and height of errors and of what the firewall refused."""
    bars = []
    for point, begin, length in _intervals(points, end):
        left, width = _WIDTH * begin / end, _WIDTH * length / end
        for name, colour in (("errors", "#b91c1c"), ("by_the_firewall", "#7e22ce")):
            if point[name]:
                height = _HEIGHT - scale.y(point[name] / length)
                bars.append((colour, round(left, 1), round(width / 2, 1), round(height, 1)))
            left += width / 2
    return bars
