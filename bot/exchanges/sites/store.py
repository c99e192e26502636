"""The SQL of sites."""

import json
from sqlite3 import Row

from bot.exchanges.sites.rules import Criterion, Score, Site
from bot.storage.database import Transaction


def insert(tx: Transaction, exchange_id: int, name: str, address: str, *, folded: str) -> int:
    """Store a new site; returns its id. sqlite3.IntegrityError: the project has one of this name."""
    return tx.insert(
        "INSERT INTO exchange_site (exchange_id, name, folded, address) VALUES (?, ?, ?, ?)",
        (exchange_id, name, folded, address),
    )


def get(tx: Transaction, guild_id: int, site_id: int) -> Site | None:
    """A site of this guild."""
    row = tx.one(
        "SELECT exchange_site.* FROM exchange_site JOIN exchange ON exchange.id = exchange_id"
        " WHERE exchange_site.id = ? AND guild_id = ?",
        (site_id, guild_id),
    )
    return None if row is None else _site(row)


def every(tx: Transaction, exchange_id: int) -> list[Site]:
    """A project's sites, the oldest first."""
    rows = tx.all("SELECT * FROM exchange_site WHERE exchange_id = ? ORDER BY id", (exchange_id,))
    return [_site(row) for row in rows]


def change(tx: Transaction, site: Site, *, folded: str) -> None:
    """Store a site as it is now and raise its version. sqlite3.IntegrityError: the project has one of this name."""
    scores = {one.value: [score.points, score.evidence] for one, score in site.scores.items()}
    tx.execute(
        "UPDATE exchange_site SET name = ?, folded = ?, address = ?, scores = ?, version = version + 1 WHERE id = ?",
        (site.name, folded, site.address, json.dumps(scores, sort_keys=True), site.id),
    )


def delete(tx: Transaction, site_id: int) -> None:
    """Forget a site."""
    tx.execute("DELETE FROM exchange_site WHERE id = ?", (site_id,))


def renamed(tx: Transaction, exchange_id: int) -> list[tuple[str, str]]:
    """(earlier, later) name of each site that was given another one, the latest first, as the minutes have it."""
    rows = tx.all(
        "SELECT details FROM exchange_event WHERE exchange_id = ? AND what = 'site-renamed' ORDER BY id DESC",
        (exchange_id,),
    )
    found = [json.loads(row["details"]) for row in rows]
    return [(one["earlier"], one["name"]) for one in found]


def unlink_poll(tx: Transaction, exchange_id: int, poll_id: int) -> None:
    """A poll belongs to a project no longer."""
    tx.execute("DELETE FROM exchange_poll WHERE exchange_id = ? AND poll_id = ?", (exchange_id, poll_id))


def _site(row: Row) -> Site:
    known = {one.value: one for one in Criterion}
    return Site(
        id=row["id"],
        exchange_id=row["exchange_id"],
        name=row["name"],
        address=row["address"],
        scores={
            known[name]: Score(points=points, evidence=evidence)
            for name, (points, evidence) in json.loads(row["scores"]).items()
            if name in known
        },
        version=row["version"],
    )
