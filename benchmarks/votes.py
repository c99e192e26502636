"""An open yes/no poll for the benchmark: everybody may vote, and each ballot is a commit."""

import datetime as dt
import sqlite3
from pathlib import Path

from benchmarks.stand_in import Guild
from bot.app import App
from bot.clock import SystemClock
from bot.config import Settings
from bot.polls import chain, store
from bot.polls.making.opening import open_poll
from bot.polls.rules import Answer, Kind, Method, Poll, PollState
from bot.polls.voting import casting, packing
from bot.storage.database import Transaction
from bot.ui.routes import press


async def opened(path: Path, guild: Guild) -> str:
    """Open the poll in a new database; the custom_id of the button that casts a yes."""
    settings = Settings.load({"CROSSCONNECT_TOKEN": "bench", "CROSSCONNECT_DATABASE": str(path)})
    async with App.open(settings, SystemClock()) as app:
        poll = await app.database.write(lambda tx: _open(tx, guild))
    seen = casting.print_of(poll, ())
    return press("vote.answer", poll.id, packing.OWN, seen, list(Answer).index(Answer.YES))


def cast(path: Path) -> int:
    """How many ballots there are; 0 where the chain does not hold, or tells of another number."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        tx = Transaction(connection, now=dt.datetime.now(dt.UTC))
        (poll,) = store.every(tx, connection.execute("SELECT guild_id FROM poll").fetchone()[0])
        events = store.events(tx, poll.id)
        number = store.cast(tx, poll.id)
    finally:
        connection.close()
    holds = chain.broken(poll.definition_hash, events) is None and poll.head == events[-1].hash
    return number if holds and sum(one.kind == chain.CAST for one in events) == number else 0


def _open(tx: Transaction, guild: Guild) -> Poll:
    closes_at = tx.now.replace(microsecond=0) + dt.timedelta(days=30)
    made = store.insert(
        tx,
        Poll(
            id=0,
            guild_id=guild.id,
            kind=Kind.YES_NO,
            method=Method.YES_NO,
            state=PollState.DRAFT,
            question="Shall we hold the spring meeting in Tripoli?",
            zone="UTC",
            channel_id=guild.channels[0],
            closes_at=closes_at,
            closes_wall=closes_at.replace(tzinfo=None),
            created_by="0" * 24,
        ),
    )
    draft = store.get(tx, guild.id, made)
    assert draft is not None
    return open_poll(tx, draft, None)
