"""The picture of a comparison of sites, drawn by matplotlib in a worker process; each number stands in it in digits.

Grounds and colours are those of the pictures of polls: told apart with any colour vision, read on a light and a dark theme.
"""

import io
import os
from collections.abc import Mapping
from typing import Any, Final

from bot.polls.closing.charts import readable

_GROUND, _WORDS, _QUIET, _LINE = "#181b21", "#e9ecf1", "#a8b0bd", "#2e333d"
_MOST: Final = 4


def draw(wanted: Mapping[str, Any]) -> bytes:
    """A PNG: a row for each site, a column for each criterion.

    `names`, `columns`: words; `points`: a row of numbers or None (not scored) for each name; `proven`: for each of them whether
    there is evidence; `totals`: a word for each name; `note`: what the signs mean.
    """
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each thread would reserve memory that a worker does not have
    os.environ["MPLBACKEND"] = "agg"
    import matplotlib as mpl

    mpl.use("agg")
    mpl.rcParams.update({"text.parse_math": False, "font.size": 12, "text.color": _WORDS})
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    names = [readable(str(one), index) for index, one in enumerate(wanted["names"])]
    columns = [readable(str(one), None) for one in wanted["columns"]]
    figure = Figure(figsize=(10, max(2.4, 0.62 * len(names) + 1.6)))
    axes = figure.add_subplot()
    shades = mpl.colormaps["cividis"]
    for i, row in enumerate(wanted["points"]):
        for j, points in enumerate(row):
            proven = wanted["proven"][i][j]
            if points is None:
                axes.add_patch(Rectangle((j - 0.46, i - 0.42), 0.92, 0.84, fill=False, edgecolor=_LINE))
                axes.text(j, i, "–", ha="center", va="center", color=_QUIET)
                continue
            # What has no evidence is an outline: it does not count.
            fill = shades(points / _MOST) if proven else _GROUND
            axes.add_patch(
                Rectangle(
                    (j - 0.46, i - 0.42), 0.92, 0.84, facecolor=fill, edgecolor=_QUIET,
                    linestyle="-" if proven else "--", linewidth=0 if proven else 1.2,
                )
            )  # fmt: skip
            ink = "#10131a" if proven and points > _MOST * 0.55 else "#ffffff"
            axes.text(
                j, i, str(points) if proven else f"{points}?", ha="center", va="center", color=ink,
                fontsize=14, fontweight="bold" if proven else "normal",
            )  # fmt: skip
        axes.text(
            len(columns) - 0.4, i, str(wanted["totals"][i]), ha="left", va="center", color=_WORDS, fontsize=14
        )
    axes.set_xlim(-0.5, len(columns) + 0.4)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xticks(range(len(columns)), columns, color=_WORDS)
    axes.set_yticks(range(len(names)), names, color=_WORDS)
    axes.xaxis.tick_top()
    axes.set_facecolor(_GROUND)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)
    axes.set_xlabel(readable(str(wanted["note"]), None), color=_QUIET, fontsize=11, labelpad=12)
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=100, facecolor=_GROUND, bbox_inches="tight", pad_inches=0.3)
    return target.getvalue()
