"""Every kind of effect and its executor."""

from collections.abc import Mapping

from bot.delivery.effects.channel import Channel
from bot.delivery.effects.crosspost import Crosspost
from bot.delivery.effects.direct_message import DirectMessage
from bot.delivery.effects.edit import Edit
from bot.delivery.effects.event import Event
from bot.delivery.effects.executor import Executor
from bot.delivery.effects.forum_post import ForumPost
from bot.delivery.effects.message import Message
from bot.delivery.effects.private_thread import PrivateThread
from bot.delivery.effects.role import Role
from bot.delivery.effects.thread import Thread
from bot.delivery.effects.thread_edit import ThreadEdit
from bot.delivery.effects.thread_member import ThreadMember
from bot.delivery.model import EffectKind
from bot.delivery.pacing import Pace


def executors(pace: Pace) -> Mapping[EffectKind, Executor]:
    """One of each; what they ask beside the effect itself is counted in `pace`."""
    return {
        EffectKind.MESSAGE: Message(pace),
        EffectKind.DIRECT_MESSAGE: DirectMessage(pace),
        EffectKind.EDIT: Edit(),
        EffectKind.FORUM_POST: ForumPost(pace),
        EffectKind.THREAD: Thread(),
        EffectKind.ROLE: Role(),
        EffectKind.EVENT: Event(pace),
        EffectKind.CHANNEL: Channel(pace),
        EffectKind.CROSSPOST: Crosspost(),
        EffectKind.THREAD_EDIT: ThreadEdit(pace),
        EffectKind.PRIVATE_THREAD: PrivateThread(pace),
        EffectKind.THREAD_MEMBER: ThreadMember(pace),
    }
