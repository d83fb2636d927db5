"""Charts of a year's months as points: across in percent of the width, down in pixels, so that they fit any screen.

The texts stay as they are at any width; what a chart shows is also a table, which everybody can read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

TOP, BOTTOM = 24.0, 188.0  # pixels; below are the months' names
_LEFT, _RIGHT = 7.0, 100.0  # percent; left are the numbers
_STEPS = (1, 2, 3, 5, 10, 15, 20, 25, 30, 50, 100, 150, 200, 250, 300, 500)


@dataclass(frozen=True)
class TextView:
    """Words at a place."""

    x: str = ""
    y: str = ""
    text: str = ""


@dataclass(frozen=True)
class BarView:
    """A bar: its middle, its top and its height."""

    x: str = ""
    y: str = ""
    height: str = ""


@dataclass(frozen=True)
class StretchView:
    """A straight line between two values."""

    x1: str = ""
    y1: str = ""
    x2: str = ""
    y2: str = ""


@dataclass(frozen=True)
class SeriesView:
    """A row of values as dots, and lines between those of neighbouring months. last: the last value, at its dot."""

    stretches: list[StretchView] = field(default_factory=list[StretchView])
    dots: list[TextView] = field(default_factory=list[TextView])
    last: list[TextView] = field(default_factory=list[TextView])


@dataclass(frozen=True)
class ChartView:
    """A chart. desc: what it shows, in a sentence; rows: all of it as a table, the month first."""

    desc: str = ""
    grid: list[TextView] = field(default_factory=list[TextView])
    months: list[TextView] = field(default_factory=list[TextView])
    bars: list[BarView] = field(default_factory=list[BarView])
    bar_last: list[TextView] = field(default_factory=list[TextView])
    strong: SeriesView = field(default_factory=SeriesView)
    quiet: SeriesView = field(default_factory=SeriesView)
    rows: list[list[str]] = field(default_factory=list[list[str]])
    is_empty: bool = True


Values = Sequence[float | None]


def chart(
    desc: str,
    months: Sequence[str],
    rows: list[list[str]],
    *,
    bars: Values = (),
    strong: Values = (),
    quiet: Values = (),
) -> ChartView:
    """Draw values of the months, None where there is none. strong, quiet: lines in the brand's colour and in grey."""
    known = [value for values in (bars, strong, quiet) for value in values if value is not None]
    scale = _Scale(len(months), _top(max(known, default=0)))
    steps = [scale.top * part / 3 for part in range(4)]
    return ChartView(
        desc=desc,
        grid=[TextView("0", scale.y(step), f"{step:g}") for step in steps],
        months=[TextView(scale.x(place), "", name) for place, name in enumerate(months)],
        bars=[
            BarView(scale.x(place), scale.y(value), f"{BOTTOM - scale.down(value):.1f}")
            for place, value in enumerate(bars)
            if value
        ],
        bar_last=_last(scale, bars),
        strong=_series(scale, strong),
        quiet=_series(scale, quiet),
        rows=rows,
        is_empty=not any(known),
    )


def _top(most: float) -> int:
    """Return the end of the scale: three even steps that hold the largest value."""
    return 3 * next((step for step in _STEPS if 3 * step >= most), -(-int(most) // 300) * 100)


@dataclass(frozen=True)
class _Scale:
    months: int
    top: int

    def x(self, place: int) -> str:
        return f"{_LEFT + (_RIGHT - _LEFT) * (place + 0.5) / self.months:.2f}%"

    def down(self, value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * value / self.top

    def y(self, value: float) -> str:
        return f"{self.down(value):.1f}"


def _series(scale: _Scale, values: Values) -> SeriesView:
    places = [(place, value) for place, value in enumerate(values) if value is not None]
    neighbours = [(one, other) for one, other in pairwise(places) if other[0] == one[0] + 1]
    return SeriesView(
        stretches=[
            StretchView(scale.x(one), scale.y(value), scale.x(other), scale.y(next_value))
            for (one, value), (other, next_value) in neighbours
        ],
        dots=[TextView(scale.x(place), scale.y(value)) for place, value in places],
        last=_last(scale, values),
    )


def _last(scale: _Scale, values: Values) -> list[TextView]:
    """Return the newest value as words above its place."""
    for place in reversed(range(len(values))):
        value = values[place]
        if value is not None:
            return [TextView(scale.x(place), f"{scale.down(value) - 10:.1f}", f"{value:g}")]
    return []
