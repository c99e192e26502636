"""Which permissions each kind of effect takes in the channel or guild it happens in. Names of discord.Permissions flags.

Not asked at a send: Discord refuses by itself, and the organisers are told the cure. It is what the invite link is measured
by: a feature that promises a kind declares its permissions. Source: Discord's developer documentation, by endpoint.
"""

from collections.abc import Mapping
from typing import Final

from bot.delivery.model import EffectKind

_POST: Final = frozenset({"view_channel", "send_messages", "attach_files", "read_message_history"})
"""History: to find our own mark before anything is sent again. Files: the pictures of a card."""

NEEDS: Final[Mapping[EffectKind, frozenset[str]]] = {
    EffectKind.MESSAGE: _POST,
    EffectKind.DIRECT_MESSAGE: frozenset(),
    EffectKind.EDIT: frozenset({"view_channel", "attach_files"}),
    EffectKind.CROSSPOST: frozenset({"view_channel", "send_messages"}),
    EffectKind.FORUM_POST: _POST,
    EffectKind.THREAD: frozenset({"view_channel", "create_public_threads", "send_messages_in_threads"}),
    # Manage Threads: for the tags of a post that a member made.
    EffectKind.THREAD_EDIT: frozenset({"view_channel", "send_messages_in_threads", "manage_threads"}),
    EffectKind.PRIVATE_THREAD: frozenset({"view_channel", "create_private_threads"}),
    # Manage Threads: to take somebody out who stays in the server.
    EffectKind.THREAD_MEMBER: frozenset({"view_channel", "send_messages_in_threads", "manage_threads"}),
    EffectKind.ROLE: frozenset({"manage_roles"}),
    EffectKind.EVENT: frozenset({"view_channel", "create_events", "manage_events"}),
    # Roles: what is private is made so by the permissions that the new channel is given.
    EffectKind.CHANNEL: frozenset({"view_channel", "manage_channels", "manage_roles"}),
}
