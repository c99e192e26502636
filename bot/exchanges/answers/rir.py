"""The rule of a registry that holds for a project: the organisers' own, else the table of the project."""

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources

from bot.exchanges.answers import store
from bot.exchanges.answers.rir_rules import Read, RirRule
from bot.exchanges.model import Project, Rir
from bot.storage.database import Transaction


@functools.cache
def table() -> Mapping[Rir, RirRule]:
    """The table that comes with the program. Reads a file the first time: for an operation's thread, not for the loop."""
    text = resources.files("bot.exchanges.answers").joinpath("rir_rules.toml").read_text(encoding="utf-8")
    rules = (
        RirRule(
            rir=Rir(one["rir"]),
            members=one["members"],
            prefix=one["prefix"],
            largest=one.get("largest"),
            source=one["source"],
            checked_on=one["checked_on"],
            version=one["version"],
            read=Read(one["read"]),
        )
        for one in tomllib.loads(text)["rule"]
    )
    return {one.rir: one for one in rules}


def in_force(tx: Transaction, project: Project) -> RirRule | None:
    """What holds for a project; None: nobody said in which region it is."""
    if project.rir is None:
        return None
    return store.own_rule(tx, project.guild_id, project.rir) or table()[project.rir]
