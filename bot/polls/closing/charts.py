"""The picture of a result, drawn by matplotlib in a worker process: what it needs is 60 MB and a second, and never the bot's.

What is drawn comes as values that JSON holds (see `draw`); every number stands in the picture in digits, so that no meaning hangs
on a colour. Its ground is dark enough to be read on Discord's light and dark theme alike, its colours are those of cividis and
of Okabe and Ito, which people with any colour vision tell apart.
"""

import io
import os
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEAT, FLOW, BARS = "heat", "flow", "bars"
_GROUND, _WORDS, _QUIET, _LINE = "#181b21", "#e9ecf1", "#a8b0bd", "#2e333d"
_COLOURS: Final = ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00", "#8da0cb", "#b8b8b8")
_HATCHES: Final = ("", "//", "..", "xx")
_LONGEST: Final = 32
_MOST_ROUNDS: Final = 12


def draw(wanted: Mapping[str, Any]) -> bytes:
    """A PNG, some 1000 pixels wide.

    `kind` "heat": `names`, `matrix` (rows of numbers, None on the diagonal). "flow": `names`, `rounds` (for each round a number or
    None for each name), `quota` or None. "bars": `names`, `parts` (for each name numbers that are put end to end), `labels` (what
    the parts are), `goal` or None. `first`: the indices of the names that won. `texts`: the words around it.
    """
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each thread would reserve memory that a worker does not have
    os.environ["MPLBACKEND"] = "agg"
    import matplotlib as mpl

    mpl.use("agg")
    mpl.rcParams.update({"text.parse_math": False, "font.size": 12, "text.color": _WORDS})
    from matplotlib.figure import Figure

    names = [readable(str(one), index) for index, one in enumerate(wanted["names"])]
    if wanted["kind"] == HEAT:
        figure = _heat(Figure, names, wanted)
    elif wanted["kind"] == FLOW:
        figure = _flow(Figure, names, wanted)
    else:
        figure = _bars(Figure, names, wanted)
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=100, facecolor=_GROUND, bbox_inches="tight", pad_inches=0.3)
    return target.getvalue()


def _heat(make: "type[Figure]", names: Sequence[str], wanted: Mapping[str, Any]) -> "Figure":
    """How many prefer the row to the column. A pair that the row wins has a frame."""
    from matplotlib.colors import Normalize
    from matplotlib.patches import Rectangle

    matrix = wanted["matrix"]
    count = len(names)
    side = max(4.0, min(11.0, 0.62 * count + 2))
    figure = make(figsize=(side + 1.5, side))
    axes = figure.add_subplot()
    values = [[float("nan") if one is None else float(one) for one in row] for row in matrix]
    most = max((one for row in matrix for one in row if one is not None), default=1) or 1
    axes.imshow(values, cmap="cividis", norm=Normalize(0, most), aspect="equal")
    size = 13 if count <= 8 else 10 if count <= 14 else 7.5
    for i, row in enumerate(matrix):
        for j, one in enumerate(row):
            if one is None:
                continue
            ink = "#10131a" if one > most * 0.55 else "#ffffff"
            won = one > (matrix[j][i] or 0)
            axes.text(
                j, i, str(one), ha="center", va="center", color=ink, fontsize=size,
                fontweight="bold" if won else "normal",
            )  # fmt: skip
            if won:
                axes.add_patch(
                    Rectangle(
                        (j - 0.46, i - 0.46), 0.92, 0.92, fill=False, edgecolor="#ffffff", linewidth=1.4
                    )
                )
    axes.set_xticks(range(count), [_short(one) for one in names], color=_WORDS, fontsize=size)
    axes.set_yticks(range(count), names, color=_WORDS, fontsize=size)
    axes.xaxis.tick_top()
    if any(len(_short(one)) > 3 for one in names):
        axes.tick_params(axis="x", rotation=45)
    _quiet(axes, wanted)
    return figure


def _flow(make: "type[Figure]", names: Sequence[str], wanted: Mapping[str, Any]) -> "Figure":
    """The votes of each option from round to round; where a line ends, the option was out or elected."""
    rounds = wanted["rounds"][:_MOST_ROUNDS]
    figure = make(figsize=(10.5, max(4.5, min(9.0, 0.45 * len(names) + 3))))
    axes = figure.add_subplot()
    ends: list[tuple[float, float, str, str]] = []
    for index, name in enumerate(names):
        points = [(n, row[index]) for n, row in enumerate(rounds, start=1) if row[index] is not None]
        if not points:
            continue
        colour = _COLOURS[index % len(_COLOURS)]
        won = index in wanted["first"]
        axes.plot(
            [x for x, _ in points], [y for _, y in points], color=colour, marker="os^D"[index % 4],
            linewidth=3.2 if won else 1.8, linestyle="-" if won else ("--", "-.", ":")[index % 3], markersize=8,
        )  # fmt: skip
        x, y = float(points[-1][0]), points[-1][1]
        ends.append((x, y, f"{name}  {_number(y)}" + (" ★" if won else ""), colour))
    low, high = axes.get_ylim()
    step = (high - low) / 26
    taken: list[tuple[float, float]] = []
    for x, y, text, colour in sorted(ends, key=lambda one: one[1]):
        place = y
        while any(abs(place - other) < step and abs(x - at) < 1 for at, other in taken):
            place += step / 2
        taken.append((x, place))
        axes.annotate(
            text,
            (x, place),
            xytext=(10, 0),
            textcoords="offset points",
            color=colour,
            va="center",
            fontsize=11,
        )
    if wanted["quota"] is not None:
        axes.axhline(wanted["quota"], color=_QUIET, linestyle=":", linewidth=1.4)
        axes.text(
            1, wanted["quota"], f" {wanted['texts']['quota']} {_number(wanted['quota'])}",
            color=_QUIET, va="bottom", fontsize=10,
        )  # fmt: skip
    axes.set_xticks(range(1, len(rounds) + 1))
    axes.set_xlim(0.8, len(rounds) + 0.9)
    axes.set_ylim(bottom=0)
    axes.set_xlabel(readable(str(wanted["texts"]["rounds"]), None), color=_QUIET)
    axes.grid(axis="y", color=_LINE)
    _quiet(axes, wanted)
    axes.tick_params(colors=_WORDS)
    return figure


def _bars(make: "type[Figure]", names: Sequence[str], wanted: Mapping[str, Any]) -> "Figure":
    parts = wanted["parts"]
    figure = make(figsize=(9.5, max(2.2, 0.5 * len(names) + 1.3)))
    axes = figure.add_subplot()
    most = max((sum(one) for one in parts), default=0)
    most = max(most, wanted["goal"] or 0) or 1
    for index, values in enumerate(parts):
        left = 0.0
        won = index in wanted["first"]
        for number, value in enumerate(values):
            axes.barh(
                index, value, left=left, height=0.66, color=_COLOURS[0 if number == 0 and not won else 2 if number == 0 else 1],
                hatch=_HATCHES[number % len(_HATCHES)], edgecolor=_GROUND,
            )  # fmt: skip
            left += value
        said = " + ".join(_number(one) for one in values) if len(values) > 1 else _number(values[0])
        axes.text(left + most * 0.012, index, said + (" ★" if won else ""), va="center", color=_WORDS)
    if wanted["goal"]:
        axes.axvline(wanted["goal"], color=_QUIET, linestyle=":", linewidth=2)
        axes.text(
            wanted["goal"], len(names) - 0.45, _number(wanted["goal"]), color=_QUIET, ha="center", va="top"
        )
    axes.set_yticks(range(len(names)), names, color=_WORDS)
    axes.invert_yaxis()
    axes.set_xlim(0, most * 1.18)
    axes.set_xticks([])
    _quiet(axes, wanted)
    return figure


def _quiet(axes: "Axes", wanted: Mapping[str, Any]) -> None:
    axes.set_facecolor(_GROUND)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)
    if note := wanted["texts"].get("note"):
        axes.set_xlabel(readable(str(note), None), color=_QUIET, fontsize=12, labelpad=12)


def readable(text: str, index: int | None) -> str:
    """A name as the one font that comes along can write it; without its words where it cannot, the number then tells."""
    kept = "".join(one for one in text if unicodedata.category(one)[0] not in "CS" or ord(one) < 0x2200)
    if any(ord(one) >= 0x530 and ord(one) not in range(0x2000, 0x2200) for one in kept):
        # Scripts that the font lacks, or that need shaping.
        kept = kept.split(" · ")[0] if index is not None and " · " in kept else ""
    return kept if len(kept) <= _LONGEST or index is None else f"{kept[: _LONGEST - 1].rstrip()}…"


def _short(name: str) -> str:
    """For the columns: the number alone."""
    return name.partition(" · ")[0]


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
