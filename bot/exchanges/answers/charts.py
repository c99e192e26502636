"""The pictures of readiness, plan and matrix, drawn by matplotlib in a worker process. Values that JSON holds go in.

Every number stands in the picture in digits or letters, so that no meaning hangs on a colour; the ground is dark enough for
Discord's light and dark theme alike. Networks stand there by AS number, which every font has.
"""

import io
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

READINESS, PLAN, MATRIX = "readiness", "plan", "matrix"
MOST_NETWORKS: Final = 40
"""Networks that a matrix is drawn for; of more it would not be read."""
_GROUND, _WORDS, _QUIET, _LINE, _EMPTY = "#181b21", "#e9ecf1", "#a8b0bd", "#2e333d", "#2b3038"
_BLUE, _ORANGE, _GREEN, _RED = "#56b4e9", "#e69f00", "#009e73", "#d55e00"
_WAYS: Final[Mapping[str, tuple[str, str]]] = {
    "servers": (_GREEN, "#ffffff"),
    "bilateral": (_ORANGE, "#10131a"),
    "none": (_EMPTY, _QUIET),
    "unknown": ("#4a5160", "#ffffff"),
}


def draw(wanted: Mapping[str, Any]) -> bytes:
    """A PNG, some 1000 pixels wide.

    `kind` "readiness": `names`, `points` (0 to 4 each), `weights` (texts), `score` (a text). "plan": `points` (pairs of
    months and members), `lans` (pairs of a label and what it holds, the one that fills first), `overflow` (months from now, or None), `texts`
    (months, members, overflow). "matrix": `asns`, `ways` (rows of "servers", "bilateral", "none", "unknown", ""), `letters`.
    """
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each thread would reserve memory that a worker does not have
    os.environ["MPLBACKEND"] = "agg"
    import matplotlib as mpl

    mpl.use("agg")
    mpl.rcParams.update({"text.parse_math": False, "font.size": 12, "text.color": _WORDS})
    from matplotlib.figure import Figure

    make = {READINESS: _readiness, PLAN: _plan, MATRIX: _matrix}[wanted["kind"]]
    figure = make(Figure, wanted)
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=100, facecolor=_GROUND, bbox_inches="tight", pad_inches=0.3)
    return target.getvalue()


def _readiness(make: "type[Figure]", wanted: Mapping[str, Any]) -> "Figure":
    """A row a dimension: four fields, filled for each point that is proven; its height is its weight."""
    from matplotlib.patches import Rectangle

    names, points, weights = wanted["names"], wanted["points"], wanted["weights"]
    figure = make(figsize=(9.5, 0.55 * len(names) + 1.2))
    axes = figure.add_subplot()
    for index, scored in enumerate(points):
        for field in range(4):
            full = field < scored
            axes.add_patch(
                Rectangle(
                    (field, index - 0.36),
                    0.94,
                    0.72,
                    facecolor=_BLUE if full else _EMPTY,
                    edgecolor=_WORDS if full else _LINE,
                    linewidth=1,
                )
            )
        axes.text(4.08, index, f"{scored} / 4", va="center", color=_WORDS)
        axes.text(5.1, index, weights[index], va="center", ha="right", color=_QUIET)
    axes.set_xlim(0, 5.15)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), names, color=_WORDS)
    axes.set_xticks([])
    axes.set_title(wanted["score"], color=_WORDS, fontsize=16, loc="left", pad=12)
    _quiet(axes)
    return figure


def _plan(make: "type[Figure]", wanted: Mapping[str, Any]) -> "Figure":
    """Members over months, with what each LAN holds as a line across."""
    points = wanted["points"]
    figure = make(figsize=(9.5, 5))
    axes = figure.add_subplot()
    last = max(wanted["overflow"] or 0, points[-1][0])
    months = [one for one, _ in points]
    members = [one for _, one in points]
    axes.plot(months, members, color=_BLUE, marker="o", linewidth=2.6, markersize=9)
    for month, count in points:
        axes.annotate(
            str(count), (month, count), xytext=(0, 10), textcoords="offset points", ha="center", color=_WORDS
        )
    top = max(*members, 1) * 1.35
    for label, holds in wanted["lans"]:
        if holds <= top * 1.6:
            top = max(top, holds * 1.12)
            axes.axhline(holds, color=_ORANGE, linestyle="--", linewidth=1.6)
            axes.text(0, holds, f" {label}", va="bottom", color=_ORANGE)
    if wanted["overflow"] is not None and wanted["overflow"] <= last:
        if wanted["overflow"] > months[-1]:  # as it goes on between the last two points
            ahead = [members[-1], wanted["lans"][0][1]]
            axes.plot([months[-1], wanted["overflow"]], ahead, color=_BLUE, linestyle=":", linewidth=2)
        axes.axvline(wanted["overflow"], color=_RED, linestyle=":", linewidth=2)
        axes.text(wanted["overflow"], top * 0.04, f"{wanted['texts']['overflow']} ", ha="right", color=_WORDS)
    axes.set_ylim(0, top)
    axes.set_xlim(-0.6, last * 1.04 + 0.6)
    axes.set_xticks(sorted({*months, last}))
    axes.set_xlabel(wanted["texts"]["months"], color=_QUIET)
    axes.set_ylabel(wanted["texts"]["members"], color=_QUIET)
    axes.grid(axis="y", color=_LINE)
    _quiet(axes)
    axes.tick_params(colors=_WORDS)
    return figure


def _matrix(make: "type[Figure]", wanted: Mapping[str, Any]) -> "Figure":
    """Each pair as a field with a letter."""
    from matplotlib.patches import Rectangle

    asns, ways, letters = wanted["asns"], wanted["ways"], wanted["letters"]
    count = len(asns)
    side = max(4.0, min(12.0, 0.42 * count + 2.4))
    figure = make(figsize=(side, side))
    axes = figure.add_subplot()
    size = 11 if count <= 12 else 9 if count <= 24 else 6
    for i, row in enumerate(ways):
        for j, way in enumerate(row):
            if not way:
                continue
            ground, ink = _WAYS[way]
            axes.add_patch(Rectangle((j - 0.46, i - 0.46), 0.92, 0.92, facecolor=ground, edgecolor=_GROUND))
            axes.text(j, i, letters[way], ha="center", va="center", color=ink, fontsize=size)
    axes.set_xlim(-0.5, count - 0.5)
    axes.set_ylim(count - 0.5, -0.5)
    axes.set_aspect("equal")
    axes.set_xticks(range(count), asns, color=_WORDS, fontsize=size, rotation=90)
    axes.set_yticks(range(count), asns, color=_WORDS, fontsize=size)
    axes.xaxis.tick_top()
    _quiet(axes)
    return figure


def _quiet(axes: "Axes") -> None:
    axes.set_facecolor(_GROUND)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)
