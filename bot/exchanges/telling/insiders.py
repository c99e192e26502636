"""The organisers' private thread of a project, and who is in it. Functions of a transaction.

The bot keeps no list of organisers: who does something for a project as one comes in, and who is none any more goes out
(`leaving`). Lines for organisers stand there, or where organisers get their notices; never where everybody reads.
"""

from typing import Final

from bot.delivery import outbox
from bot.delivery.model import Delivery, EffectKind, NewDelivery
from bot.exchanges.model import Project
from bot.exchanges.telling import store
from bot.guilds.rules import ChannelPurpose
from bot.guilds.service import settings_in
from bot.storage.database import Transaction

FEATURE: Final = "exchanges"
INSIDE, MEMBER = "inside-thread", "member"
"""What is delivered: the thread itself, and somebody added to it or taken out."""
ADD, REMOVE = "add", "remove"


def make(tx: Transaction, project: Project) -> None:
    """Promise the thread in the project's channel; nothing where there is one, or it is being made."""
    if project.thread_id is None and project.channel_id is not None and not _is_underway(tx, project):
        _make(tx, project, project.channel_id)


def make_elsewhere(tx: Transaction, project: Project, not_in: int) -> None:
    """Discord makes no private thread in that channel: promise it where organisers get their notices."""
    notices = settings_in(tx, project.guild_id).channels.get(ChannelPurpose.NOTICES)
    if project.thread_id is None and notices is not None and notices != not_in:
        _make(tx, project, notices)


def place(tx: Transaction, project: Project) -> int | None:
    """Where organisers are told what is theirs alone; None: nowhere."""
    if project.thread_id is not None:
        return project.thread_id
    return settings_in(tx, project.guild_id).channels.get(ChannelPurpose.NOTICES)


def let_in(tx: Transaction, project: Project, user_id: int, *, again: bool = False) -> None:
    """Somebody who runs the project belongs in its thread from now on. `again`: also one who was let in before, and left."""
    new = store.let_in(tx, project, user_id)
    if project.thread_id is not None and (new or again):
        _member(tx, project, user_id, ADD)


def put_out(tx: Transaction, project: Project, user_id: int) -> None:
    """Somebody is no organiser any more."""
    if store.put_out(tx, project.id, user_id) and project.thread_id is not None:
        _member(tx, project, user_id, REMOVE)


def fill(tx: Transaction, project: Project) -> None:
    """Promise that everybody who belongs there is added."""
    for user_id in store.insiders(tx, project.id):
        _member(tx, project, user_id, ADD)


def wanted(tx: Transaction, project: Project, delivery: Delivery) -> bool:
    """Whether a promise is still what is wanted."""
    if project.thread_id != delivery.target_id:
        return False
    inside = delivery.details.get("user_id") in store.insiders(tx, project.id)
    return inside is (delivery.details.get("action") == ADD)


def _before(tx: Transaction, project: Project) -> list[Delivery]:
    return outbox.of_template(tx, project.guild_id, FEATURE, project.id, template=INSIDE)


def _is_underway(tx: Transaction, project: Project) -> bool:
    return any(one.settled_at is None for one in _before(tx, project))


def _make(tx: Transaction, project: Project, channel_id: int) -> None:
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=project.guild_id,
            kind=EffectKind.PRIVATE_THREAD,
            feature=FEATURE,
            template=INSIDE,
            subject_id=project.id,
            target_id=channel_id,
            # One that was deleted, or could not be made, is another one when it is asked for again.
            occurrence=f"exchange:{project.id}:inside:{len(_before(tx, project))}",
            due_at=tx.now,
        ),
    )


def _member(tx: Transaction, project: Project, user_id: int, action: str) -> None:
    thread_id = project.thread_id
    if thread_id is None:
        return
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=project.guild_id,
            kind=EffectKind.THREAD_MEMBER,
            feature=FEATURE,
            template=MEMBER,
            subject_id=project.id,
            target_id=thread_id,
            # The id stands between colons: so erasing the person finds it. By the minute: a second press changes nothing.
            occurrence=f"exchange:{project.id}:member:{action}:{user_id}:{int(tx.now.timestamp()) // 60}",
            details={"user_id": user_id, "action": action, "place": project.channel_id},
            due_at=tx.now,
        ),
    )
