"""Posts of announcement channels go on to the servers that follow them, as fast as Discord lets them."""

from collections.abc import Collection

from bot.announcements import store
from bot.announcements.promises import FEATURE, PUBLISH
from bot.announcements.records import existing, own_draft
from bot.announcements.rules import Announcement, AnnouncementState
from bot.delivery import outbox
from bot.delivery.lateness import Promise, expires_at
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Outcome, Rendered
from bot.delivery.pacing import CROSSPOST_HOUR, crosspost_at
from bot.errors import InvalidInputError
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction

_WANTED = (AnnouncementState.SCHEDULED, AnnouncementState.FINISHED)


class PublishingService:
    """What an organiser decides about it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def choose(
        self, actor: Actor, draft_id: int, publishable: Collection[int], *, publish: bool
    ) -> Announcement:
        """Let a draft be published from each of its channels that is `publishable`, or from none.

        Raises InvalidInputError when it should be and none of them is.
        """

        def operation(tx: Transaction) -> Announcement:
            draft = own_draft(tx, actor, draft_id)
            chosen = [one for one in draft.channels if one in publishable] if publish else []
            if publish and not chosen:
                raise InvalidInputError("publish-none")
            store.set_publish(tx, draft.id, chosen)
            return existing(tx, actor, draft.id)

        return await self._database.write(operation)


def promise(tx: Transaction, announcement: Announcement, post: Delivery, outcome: Outcome) -> None:
    """In the transaction that settles a post: promise to publish it, where that is wanted."""
    wanted = announcement.state in _WANTED and post.target_id in announcement.publish
    if outcome.state is not DeliveryState.SENT or outcome.result_id is None or not wanted:
        return
    at = crosspost_at(outbox.crossposts(tx, post.target_id, tx.now - CROSSPOST_HOUR), tx.now)
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=post.guild_id,
            kind=EffectKind.CROSSPOST,
            feature=FEATURE,
            template=PUBLISH,
            subject_id=announcement.id,
            target_id=post.target_id,
            occurrence=f"{post.occurrence}:publish",
            details={"message_id": outcome.result_id},
            due_at=at,
            expires_at=expires_at(Promise.ANNOUNCEMENT, at),
        ),
    )


def rendered(found: Announcement | None, delivery: Delivery) -> Rendered | None:
    """Whether it is still wanted: None when it was cancelled, or publishing was turned off since."""
    if found is None or found.state not in _WANTED or delivery.target_id not in found.publish:
        return None
    return Rendered()
