"""The SQL of the survey."""

import json
from collections.abc import Collection
from decimal import Decimal
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.exchanges.survey.model import Assumption, Figure, Given, Published
from bot.exchanges.survey_rules import Band
from bot.storage.database import Transaction

# Answers


def answers(tx: Transaction, exchange_id: int) -> list[Given]:
    """The answers as they are now, the oldest first."""
    rows = tx.all(
        "SELECT * FROM exchange_answer WHERE exchange_id = ? ORDER BY answered_at, organisation_id",
        (exchange_id,),
    )
    return [_given(row) for row in rows]


def answer(tx: Transaction, exchange_id: int, organisation_id: int) -> Given | None:
    """An organisation's answer."""
    row = tx.one(
        "SELECT * FROM exchange_answer WHERE exchange_id = ? AND organisation_id = ?",
        (exchange_id, organisation_id),
    )
    return None if row is None else _given(row)


def save(tx: Transaction, exchange_id: int, guild_id: int, one: Given) -> None:
    """Store an answer in place of the one before, of which nothing is kept."""
    forget(tx, exchange_id, one.organisation_id)
    tx.execute(
        "INSERT INTO exchange_answer (exchange_id, guild_id, organisation_id, number, group_id, user_id, band, port,"
        " price, answered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            exchange_id,
            guild_id,
            one.organisation_id,
            one.number,
            one.group,
            one.user_id,
            one.band.value,
            one.port,
            None if one.price is None else str(one.price),
            to_epoch(one.answered_at),
        ),
    )


def forget(tx: Transaction, exchange_id: int, organisation_id: int) -> None:
    """An organisation's answer is gone."""
    tx.execute(
        "DELETE FROM exchange_answer WHERE exchange_id = ? AND organisation_id = ?",
        (exchange_id, organisation_id),
    )


# What was published


def publish(
    tx: Transaction,
    exchange_id: int,
    of: Figure,
    over: Collection[Given],
    *,
    contributors: int,
    figure: Decimal,
) -> None:
    """Keep what was told, for good, and over which answers: not what they say."""
    answers = sorted((one.organisation_id, one.number, one.group) for one in over)
    tx.execute(
        "INSERT INTO exchange_publication (exchange_id, of, answers, contributors, figure, published_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (exchange_id, of, json.dumps(answers), contributors, str(figure), to_epoch(tx.now)),
    )


def published(tx: Transaction, exchange_id: int, of: Figure) -> list[Published]:
    """What was told, the oldest first."""
    rows = tx.all(
        "SELECT * FROM exchange_publication WHERE exchange_id = ? AND of = ? ORDER BY id", (exchange_id, of)
    )
    found = [(row, json.loads(row["answers"])) for row in rows]
    return [
        Published(
            of=of,
            answers=frozenset((who, number) for who, number, _ in answers),
            hands=frozenset((who, group) for who, _, group in answers),
            contributors=row["contributors"],
            figure=Decimal(row["figure"]),
            at=from_epoch(row["published_at"]),
        )
        for row, answers in found
    ]


# What savings are reckoned with


def assumption(tx: Transaction, exchange_id: int) -> Assumption:
    """What organisers said."""
    row = tx.one("SELECT * FROM exchange_assumption WHERE exchange_id = ?", (exchange_id,))
    if row is None:
        return Assumption()
    return Assumption(
        price=None if row["price"] is None else Decimal(row["price"]),
        cost=None if row["cost"] is None else Decimal(row["cost"]),
        currency=row["currency"],
        source=row["source"],
    )


def assume(tx: Transaction, exchange_id: int, one: Assumption, set_by: str) -> None:
    """Store what organisers say in place of what they said."""
    tx.execute("DELETE FROM exchange_assumption WHERE exchange_id = ?", (exchange_id,))
    tx.execute(
        "INSERT INTO exchange_assumption (exchange_id, price, cost, currency, source, set_by, set_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            exchange_id,
            None if one.price is None else str(one.price),
            None if one.cost is None else str(one.cost),
            one.currency,
            one.source,
            set_by,
            to_epoch(tx.now),
        ),
    )


def _given(row: Row) -> Given:
    return Given(
        organisation_id=row["organisation_id"],
        number=row["number"],
        group=row["group_id"],
        user_id=row["user_id"],
        band=Band(row["band"]),
        port=row["port"],
        price=None if row["price"] is None else Decimal(row["price"]),
        answered_at=from_epoch(row["answered_at"]),
    )
