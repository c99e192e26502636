"""The walk through the papers of a project, for test_pseudo_locale.py: every paper, every refusal, every word inside them."""

import itertools
import re
from typing import TYPE_CHECKING

from bot.exchanges.papers import messages
from bot.exchanges.papers.making import What
from bot.exchanges.rules import ProjectKind
from bot.language.catalogue import PSEUDO
from tests.discord.exchange_papers import NAMES, cleared, files_of, founded

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

PAPER_WORDS = (
    "Walked IX", "Walked NOG", "Walked IX Association",
    *(
        f"crossconnect-exchange-{number}-{what}{more}{end}"
        for number in range(40, 0, -1) for what in What for more in ("-internal-readiness", "-internal-ladder", "-internal", "-readiness", "-ladder", "")
        for end in (".html", ".md", ".json", ".csv", ".svg")
    ),
)  # fmt: skip
"""Names of projects and of files."""


async def walk_exchange_papers(walk: "Walk") -> None:
    """Every paper in both profiles, and what cannot be had."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    made = await founded(stage, name="Walked IX", names=tuple(f"Walked {one}" for one in NAMES), rir=None)
    nog = await founded(stage, name="Walked NOG", kind=ProjectKind.NOG)
    exchange = str(made.id)
    for who in (nadia, omar):
        await walk.complete(who, "exchange export", "what", "")
        await walk.complete(who, "exchange export", "profile", "")
        await walk.complete(who, "exchange export", "exchange", "Walked")
        await walk.slash(who, "exchange export", what="dossier", exchange=exchange)
    await walk.slash(nadia, "exchange export", what="nothing", exchange=exchange)
    await walk.slash(nadia, "exchange export", what="data", profile="nobody", exchange=exchange)
    await walk.slash(nadia, "exchange export", what="members", exchange=str(nog.id))
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE exchange SET rir = 'ripe' WHERE id = ?", (made.id,))
    )
    for profile in ("public", "internal"):
        for what in What:
            done = await walk.slash(nadia, "exchange export", what=what, profile=profile, exchange=exchange)
            for name, content in (await files_of(done)).items():
                if name.endswith(".md"):
                    _marked(content.decode())
    words = await messages.words(stage.app.catalogue.translator(PSEUDO))
    for word, said in words.items():
        walk.note(f"the word {word}", {"content": said})
    await cleared(stage)


def _marked(text: str) -> None:
    """Every heading, every head of a table and every label of a list is of the catalogue."""
    lines = text.splitlines()
    heads = [line for line, below in itertools.pairwise(lines) if re.match(r"\|[ |:-]+$", below)]
    cells = [cell.strip() for line in heads for cell in line.strip("|").split("|")]
    cells += [line[3:] for line in lines if line.startswith("## ")]
    cells += [line[4:].partition(":**")[0] for line in lines if line.startswith("- **")]
    assert cells
    assert [cell for cell in cells if "⟦" not in cell] == []
