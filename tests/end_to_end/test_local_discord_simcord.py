"""The pin of simcord. When this file fails, read it before anything else: the adapter has lost its footing."""

import inspect
import json
import subprocess
import sys
from importlib.metadata import version

from simcord import intents, interactions
from simcord._clock import Clock
from simcord.backend import Backend, errors, serializers
from simcord.backend.cdn import CdnStore
from simcord.backend.models import Interaction, Message
from simcord.http import router

from bot.local_discord.world import SIMCORD_VERSION

CURE = (
    "bot/local_discord/world.py was written against simcord {pinned}; go through it with the new source at hand, "
    "then change the pin in pyproject.toml and SIMCORD_VERSION together."
)

METHODS_OVERRIDDEN = {
    "snowflake": ["self"],
    "emit": ["self", "event", "payload"],
    "require_permissions": ["self", "guild_id", "user_id", "channel_id", "names"],
    "commit_message": ["self", "message", "broadcast"],
    "edit_message": ["self", "channel_id", "message_id", "fields"],
    "delete_message": ["self", "channel_id", "message_id"],
    "edit_channel": ["self", "channel_id", "changes", "overwrites", "thread_metadata"],
    "create_thread": [
        *("self", "parent_id", "name", "owner_id", "type", "auto_archive_duration"),
        *("message_id", "applied_tags", "broadcast"),
    ],
    "create_system_message": [
        *("self", "channel_id", "message_type", "author_id", "recipient_id", "target_channel_id"),
        *("referenced_channel_id", "referenced_message_id"),
    ],
}

METHODS_CALLED = [
    "make_user",
    "create_guild",
    "add_member",
    "remove_member",
    "remove_guild",
    "create_role",
    "add_member_role",
    "remove_member_role",
    "edit_role",
    "create_channel",
    "set_overwrite",
    "edit_guild",
    "set_command_permissions",
    "delete_channel",
    "visible_commands",
    "compute_permissions",
    "get_dm_channel",
    "active_threads",
    "create_message",
    "prepare_message",
    "create_thread",
    "create_forum_post",
    "announce_thread_create",
    "set_poll_votes",
    "set_reaction",
    "set_scheduled_event_subscription",
    "store_attachments",
    "expire_poll",
    "activate_due_scheduled_events",
    "edit_channel",
    "get_user",
    "get_guild",
    "get_member",
    "get_role",
    "get_channel",
    "get_message",
]

INTERACTION_FIELDS = [
    "token",
    "expires_at",
    "initial_response_deadline",
    "source_message_id",
    "response_kind",
    "message_id",
    "ephemeral",
    "modal",
    "autocomplete_choices",
]


def cure() -> str:
    return CURE.format(pinned=SIMCORD_VERSION)


def test_the_installed_simcord_is_the_pinned_one() -> None:
    installed = version("simcord")
    assert installed == SIMCORD_VERSION, f"simcord {installed} is installed. {cure()}"


def test_the_methods_we_replace_still_look_the_same() -> None:
    for name, expected in METHODS_OVERRIDDEN.items():
        found = list(inspect.signature(getattr(Backend, name)).parameters)
        assert found == expected, f"Backend.{name}{tuple(found)} has changed. {cure()}"
    assert list(inspect.signature(CdnStore.store_attachment).parameters) == [
        "self",
        "attachment_id",
        "channel_id",
        "filename",
        "data",
        "description",
    ], cure()
    assert callable(Clock().now), cure()


def test_the_flag_of_a_published_message_still_needs_mending() -> None:
    assert Backend.CROSSPOSTED_FLAG == 1 << 1, f"the world replaces it by Discord's 1 << 0. {cure()}"
    assert callable(Backend.crosspost_message), cure()


def test_what_we_call_is_still_there() -> None:
    missing = [name for name in METHODS_CALLED if not callable(getattr(Backend, name, None))]
    assert not missing, f"simcord's Backend no longer has {missing}. {cure()}"
    fields = inspect.get_annotations(Interaction)
    gone = [name for name in INTERACTION_FIELDS if name not in fields]
    assert not gone, f"simcord's Interaction no longer has {gone}. {cure()}"
    assert "interaction_metadata" in inspect.get_annotations(Message), cure()
    for module, names in (
        (interactions, ("base_payload", "validate_option_value")),
        (intents, ("required_intent", "prune_guild_create", "censor_message")),
        (router, ("dispatch", "RouteNotImplemented", "UnsupportedField")),
        (errors, ("missing_access", "cannot_dm_bot", "invalid_form_body")),
        (
            serializers,
            ("user_payload", "guild_create_payload", "member_payload", "role_payload", "channel_payload"),
        ),
    ):
        absent = [name for name in names if not hasattr(module, name)]
        assert not absent, f"{module.__name__} no longer has {absent}. {cure()}"


def test_importing_the_world_leaves_discord_py_as_it_is() -> None:
    # In a process of its own: pytest has loaded simcord's plugin into this one.
    program = """
import asyncio, json
import discord, discord.http, discord.gateway, discord.state, discord.webhook.async_, discord.ui.view
from discord.ext import tasks
from concurrent.futures import ThreadPoolExecutor

CLASSES = (discord.Client, discord.AutoShardedClient, discord.http.HTTPClient, discord.http.Route,
           discord.gateway.DiscordWebSocket, discord.state.ConnectionState, discord.state.AutoShardedConnectionState,
           discord.webhook.async_.AsyncWebhookAdapter, discord.ui.view.BaseView, discord.ui.view.ViewStore, tasks.Loop,
           discord.Message, discord.Interaction, ThreadPoolExecutor, asyncio.AbstractEventLoop,
           asyncio.BaseEventLoop, asyncio.timeouts.Timeout)
MODULES = (discord.utils, discord.webhook.async_, asyncio)
def names(): return {(each.__name__, key): id(value) for each in (*CLASSES, *MODULES)
                     for key, value in vars(each).items() if not key.startswith('__')}
before = names()
import bot.local_discord.world
after = names()
print(json.dumps(sorted(f'{a}.{b}' for (a, b) in before if after.get((a, b)) != before[a, b])))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
