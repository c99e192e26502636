"""A person at a Discord client: runs commands, clicks, chooses, fills in forms, writes.

Each action is checked as the client would check it; what a real person could not do raises NotPossibleError.
Interactions are sent at once and returned as a record to be awaited. Entities are ids, as int or text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import discord

from bot.local_discord.interaction import Interaction

if TYPE_CHECKING:
    from bot.local_discord.world import Upload, World

_SUBCOMMAND_KINDS = (1, 2)
_ENTITY_OPTIONS: Mapping[int, tuple[str, ...]] = {
    6: ("user",),
    7: ("channel",),
    8: ("role",),
    9: ("user", "role"),
}
_ENTITY_SELECTS: Mapping[int, tuple[str, ...]] = {
    5: ("user",),
    6: ("role",),
    7: ("user", "role"),
    8: ("channel",),
}
_STRING_SELECT = 3
_SELECTS = (_STRING_SELECT, *_ENTITY_SELECTS)
_TEXT_INPUT, _LABEL, _FILE_UPLOAD, _RADIO_GROUP, _CHECKBOX_GROUP, _CHECKBOX = 4, 18, 19, 21, 22, 23
_CONTROLS = (_TEXT_INPUT, *_SELECTS, _FILE_UPLOAD, _RADIO_GROUP, _CHECKBOX_GROUP, _CHECKBOX)

Id = int | str
Resolved = dict[str, dict[str, Any]]


class NotPossibleError(Exception):
    """A person could not do this in a Discord client. `str()` says why."""


def walk(components: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Every component of a message or a modal, nested ones included, in order."""
    for component in components:
        yield component
        yield from walk(component.get("components") or ())
        for key in ("accessory", "component"):
            if component.get(key):
                yield from walk((component[key],))


class Person:
    """The actions of one user. Made by `World.person`."""

    def __init__(self, world: "World", user_id: int) -> None:
        self._world = world
        self.id = user_id

    # ------------------------------------------------------------------ commands

    def slash(self, channel_id: int, path: str, options: Mapping[str, Any] | None = None) -> Interaction:
        """Run `path`, such as "announce new". Option values: text, numbers, booleans, ids, or an Upload."""
        root, leaf, nesting = self._command(channel_id, path)
        resolved: Resolved = {}
        built = self._options(channel_id, path, leaf, options or {}, resolved)
        return self._run(channel_id, root, nesting, built, resolved, kind=2)

    async def autocomplete(
        self, channel_id: int, path: str, option: str, text: str, filled: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Type `text` into an option, `filled` being there already. Returns the choices: name, value.

        Raises NotPossibleError when the bot did not answer in time ("Loading options failed").
        """
        root, leaf, nesting = self._command(channel_id, path)
        declared = {item["name"]: item for item in leaf.get("options") or ()}
        focused = declared.get(option)
        if focused is None or not focused.get("autocomplete"):
            raise NotPossibleError(f"/{path} offers no suggestions for {option}")
        built = []
        for name, value in (filled or {}).items():
            kind = declared[name]["type"] if name in declared else None
            if kind is None or kind == 11 or name == option:
                continue
            built.append(
                {"name": name, "type": kind, "value": str(value) if kind in _ENTITY_OPTIONS else value}
            )
        built.append({"name": option, "type": focused["type"], "value": text, "focused": True})
        interaction = self._run(channel_id, root, nesting, built, {}, kind=4)
        await interaction.answered()
        if interaction.failed:
            raise NotPossibleError("Loading options failed")
        return interaction.choices

    def on_user(self, channel_id: int, name: str, user_id: Id) -> Interaction:
        """Run a command of the menu on a user."""
        root = self._find_command(channel_id, name, kind=2)
        resolved: Resolved = {}
        self._resolve(channel_id, ("user",), user_id, resolved)
        return self._on_target(channel_id, root, 2, int(user_id), resolved)

    def on_message(self, channel_id: int, name: str, message_id: Id) -> Interaction:
        """Run a command of the menu on a message."""
        root = self._find_command(channel_id, name, kind=3)
        message = self._message(channel_id, int(message_id))
        return self._on_target(channel_id, root, 3, int(message_id), {"messages": {str(message_id): message}})

    # ------------------------------------------------------------------ components

    def click(self, channel_id: int, message_id: Id, custom_id: str) -> Interaction:
        """Press a button."""
        button = self._component(channel_id, int(message_id), custom_id, kinds=(2,))
        data = {"custom_id": custom_id, "component_type": 2, "id": button.get("id", 0)}
        return self._world.open_interaction(3, self.id, channel_id, data, message_id=int(message_id))

    def select(self, channel_id: int, message_id: Id, custom_id: str, values: Sequence[Id]) -> Interaction:
        """Choose in a menu: the options' values, or ids of users, roles or channels."""
        menu = self._component(channel_id, int(message_id), custom_id, kinds=_SELECTS)
        resolved: Resolved = {}
        chosen = self._chosen(channel_id, menu, values, resolved)
        data: dict[str, Any] = {
            "custom_id": custom_id,
            "component_type": menu["type"],
            "id": menu.get("id", 0),
            "values": chosen,
        }
        if menu["type"] != _STRING_SELECT:
            data["resolved"] = resolved
        return self._world.open_interaction(3, self.id, channel_id, data, message_id=int(message_id))

    def submit(self, shown: Interaction, fields: Mapping[str, Any]) -> Interaction:
        """Send the modal that `shown` brought. `fields` by custom_id; what is left out keeps its default.

        Text inputs and radio groups take text, menus and checkbox groups a sequence of values (ids for entities),
        a checkbox a boolean, a file upload a sequence of Uploads.
        """
        modal = shown.modal
        if modal is None or shown.user_id != self.id:
            raise NotPossibleError("there is no such form")
        controls = {control["custom_id"] for control in walk(modal["components"]) if "custom_id" in control}
        unknown = set(fields) - controls
        if unknown:
            raise NotPossibleError(f"the form has no field {', '.join(sorted(unknown))}")
        resolved: Resolved = {}
        uploads: list[tuple[dict[str, Any], Sequence[Upload]]] = []
        nodes = [
            self._node(shown.channel_id, node, fields, resolved, uploads) for node in modal["components"]
        ]
        for data, files in uploads:
            for file in files:
                stored = self._world.store_file(shown.channel_id, file)
                resolved.setdefault("attachments", {})[stored["id"]] = stored
                data["values"].append(stored["id"])
        payload: dict[str, Any] = {"custom_id": modal["custom_id"], "components": nodes}
        if resolved:
            payload["resolved"] = resolved
        return self._world.open_interaction(
            5, self.id, shown.channel_id, payload, message_id=shown.source_message_id
        )

    # ------------------------------------------------------------------ writing

    def send(
        self,
        channel_id: int,
        content: str = "",
        *,
        files: "Sequence[Upload]" = (),
        reply_to: int | None = None,
    ) -> int:
        """Write a message. Returns its id."""
        channel = self._channel(channel_id)
        if not content.strip() and not files:
            raise NotPossibleError("an empty message cannot be sent")
        if len(content) > 2000:
            raise NotPossibleError("a message has at most 2000 characters")
        self._need(channel, "send_messages_in_threads" if "thread_metadata" in channel else "send_messages")
        if files:
            self._need(channel, "attach_files")
        return self._world.post(self.id, channel_id, content, files=files, reply_to=reply_to)

    def dm(self, content: str, *, files: "Sequence[Upload]" = ()) -> int:
        """Write to the bot. Returns the message's id."""
        return self.send(self._world.dm_channel(self.id), content, files=files)

    def create_thread(self, channel_id: int, name: str, *, message_id: int | None = None) -> int:
        """Open a public thread, on a message or free. Returns its id."""
        self._need(self._channel(channel_id), "create_public_threads")
        return self._world.open_thread(self.id, channel_id, name, message_id=message_id)

    def create_post(self, forum_id: int, name: str, content: str, *, tags: Iterable[int] = ()) -> int:
        """Open a forum post. Returns the thread's id."""
        forum = self._channel(forum_id)
        if forum["type"] != 15:
            raise NotPossibleError("this is not a forum")
        self._need(forum, "send_messages")
        return self._world.open_thread(self.id, forum_id, name, post=content, tags=tags)

    def delete_message(self, channel_id: int, message_id: int) -> None:
        """Delete an own message; another's with Manage Messages. An ephemeral answer is dismissed."""
        message = self._message(channel_id, message_id)
        own = int(message["author"]["id"]) == self.id or message["flags"] & 64
        if not own:
            self._need(self._channel(channel_id), "manage_messages")
        self._world.delete_message(channel_id, message_id)

    # ------------------------------------------------------------------ inside: commands

    def _find_command(self, channel_id: int, name: str, kind: int) -> dict[str, Any]:
        self._channel(channel_id)
        # A guild's own command hides the global one of the same name.
        found = self._world.commands(self.id, channel_id, kind, name=name)
        if not found:
            raise NotPossibleError(f"Discord does not offer {name!r} here")
        return found[0]

    def _command(
        self, channel_id: int, path: str
    ) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
        name, *deeper = path.split()
        root = self._find_command(channel_id, name, kind=1)
        leaf, nesting = root, []
        for word in deeper:
            inside = [item for item in leaf.get("options") or () if item["type"] in _SUBCOMMAND_KINDS]
            step = next((item for item in inside if item["name"] == word), None)
            if step is None:
                raise NotPossibleError(f"/{path} does not exist")
            nesting.append(step)
            leaf = step
        if any(item["type"] in _SUBCOMMAND_KINDS for item in leaf.get("options") or ()):
            raise NotPossibleError(f"/{path} is a group; one of its subcommands must be chosen")
        return root, leaf, nesting

    def _options(
        self,
        channel_id: int,
        path: str,
        leaf: Mapping[str, Any],
        given: Mapping[str, Any],
        resolved: Resolved,
    ) -> list[dict[str, Any]]:
        declared = {item["name"]: item for item in leaf.get("options") or ()}
        for name in given:
            if name not in declared:
                raise NotPossibleError(f"/{path} has no option {name}")
        missing = [name for name, item in declared.items() if item.get("required") and name not in given]
        if missing:
            raise NotPossibleError(f"/{path} needs {', '.join(missing)}")
        built = []
        for name, value in given.items():
            option = declared[name]
            kind = option["type"]
            wire: Any
            if kind in _ENTITY_OPTIONS:
                self._resolve(channel_id, _ENTITY_OPTIONS[kind], value, resolved)
                if kind == 7:
                    self._need_channel_type(option.get("channel_types"), value)
                wire = str(value)
            elif kind == 11:
                stored = self._world.store_file(channel_id, value)
                resolved.setdefault("attachments", {})[stored["id"]] = stored
                wire = stored["id"]
            else:
                try:
                    wire = self._world.check_option(path, option, value)
                except ValueError as error:
                    raise NotPossibleError(str(error)) from error
            built.append({"name": name, "type": kind, "value": wire})
        return built

    def _run(
        self,
        channel_id: int,
        root: Mapping[str, Any],
        nesting: Sequence[Mapping[str, Any]],
        options: list[dict[str, Any]],
        resolved: Resolved,
        *,
        kind: int,
    ) -> Interaction:
        for step in reversed(nesting):
            options = [{"name": step["name"], "type": step["type"], "options": options}]
        data: dict[str, Any] = {"id": root["id"], "name": root["name"], "type": 1, "options": options}
        if resolved:
            data["resolved"] = resolved
        if root.get("guild_id"):
            data["guild_id"] = root["guild_id"]
        return self._world.open_interaction(kind, self.id, channel_id, data)

    def _on_target(
        self, channel_id: int, root: Mapping[str, Any], kind: int, target_id: int, resolved: Resolved
    ) -> Interaction:
        data: dict[str, Any] = {
            "id": root["id"],
            "name": root["name"],
            "type": kind,
            "target_id": str(target_id),
            "resolved": resolved,
        }
        if root.get("guild_id"):
            data["guild_id"] = root["guild_id"]
        return self._world.open_interaction(2, self.id, channel_id, data)

    # ------------------------------------------------------------------ inside: what is seen

    def _channel(self, channel_id: int) -> dict[str, Any]:
        try:
            channel = self._world.channel(channel_id)
        except LookupError as error:
            raise NotPossibleError(str(error)) from error
        if not self._world.can_read(self.id, channel_id):
            raise NotPossibleError("the person does not see this channel")
        return channel

    def _message(self, channel_id: int, message_id: int) -> dict[str, Any]:
        self._channel(channel_id)
        try:
            return self._world.message(channel_id, message_id, self.id)
        except LookupError as error:
            raise NotPossibleError(f"the message is not there: {error}") from error

    def _need(self, channel: Mapping[str, Any], permission: str) -> None:
        if "guild_id" not in channel:
            return
        held = self._world.permissions(int(channel["guild_id"]), self.id, int(channel["id"]))
        if not held & getattr(discord.Permissions, permission).flag:
            raise NotPossibleError(f"the person lacks the permission {permission}")

    def _need_channel_type(self, allowed: Sequence[int] | None, channel_id: Id) -> None:
        if allowed and self._world.channel(int(channel_id))["type"] not in allowed:
            raise NotPossibleError("a channel of this type cannot be chosen")

    def _component(
        self, channel_id: int, message_id: int, custom_id: str, kinds: Sequence[int]
    ) -> Mapping[str, Any]:
        message = self._message(channel_id, message_id)
        for component in walk(message["components"]):
            if component.get("custom_id") == custom_id and component["type"] in kinds:
                if component.get("disabled"):
                    raise NotPossibleError(f"{custom_id} is disabled")
                return component
        raise NotPossibleError(f"the message has no {custom_id}")

    def _resolve(self, channel_id: int, kinds: Sequence[str], value: Id, resolved: Resolved) -> None:
        """Add what Discord sends along with an id. Raises NotPossibleError for an id of another kind."""
        world, number = self._world, int(value)
        guild_id = world.channel(channel_id).get("guild_id")
        if "user" in kinds:
            try:
                resolved.setdefault("users", {})[str(number)] = world.user(number)
            except LookupError:
                if "role" not in kinds:
                    raise NotPossibleError(f"{number} is no user") from None
            else:
                self._resolve_member(guild_id, number, resolved)
                return
        if guild_id is None:
            raise NotPossibleError("there are no roles and channels in a direct message")
        try:
            if "role" in kinds:
                resolved.setdefault("roles", {})[str(number)] = world.role(int(guild_id), number)
            else:
                channel = world.channel(number)
                if channel.get("guild_id") != guild_id or not world.can_read(self.id, number):
                    raise NotPossibleError("the person does not see this channel")
                channel["permissions"] = str(world.permissions(int(guild_id), self.id, number))
                resolved.setdefault("channels", {})[str(number)] = channel
        except LookupError as error:
            raise NotPossibleError(str(error)) from error

    def _resolve_member(self, guild_id: str | None, user_id: int, resolved: Resolved) -> None:
        if guild_id is None:
            return
        try:
            member = self._world.member(int(guild_id), user_id)
        except LookupError:
            return  # somebody who left: Discord resolves the user alone
        del member["user"]
        resolved.setdefault("members", {})[str(user_id)] = member

    # ------------------------------------------------------------------ inside: forms

    def _chosen(
        self, channel_id: int, menu: Mapping[str, Any], values: Sequence[Id], resolved: Resolved
    ) -> list[str]:
        least, most = menu.get("min_values"), menu.get("max_values")
        least, most = 1 if least is None else least, 1 if most is None else most
        if len(set(values)) != len(values) or not least <= len(values) <= most:
            raise NotPossibleError(f"between {least} and {most} different values must be chosen")
        if menu["type"] == _STRING_SELECT:
            self._need_options(menu, values)
        else:
            for value in values:
                self._resolve(channel_id, _ENTITY_SELECTS[menu["type"]], value, resolved)
                if menu["type"] == 8:
                    self._need_channel_type(menu.get("channel_types"), value)
        return [str(value) for value in values]

    def _need_options(self, control: Mapping[str, Any], values: Iterable[Id]) -> None:
        offered = {option["value"] for option in control.get("options") or ()}
        for value in values:
            if value not in offered:
                raise NotPossibleError(f"{control['custom_id']} does not offer {value!r}")

    def _node(
        self,
        channel_id: int,
        node: Mapping[str, Any],
        fields: Mapping[str, Any],
        resolved: Resolved,
        uploads: "list[tuple[dict[str, Any], Sequence[Upload]]]",
    ) -> dict[str, Any]:
        """One node of the submitted form, as the client sends it."""
        kind = node["type"]
        sent: dict[str, Any] = {"type": kind, "id": node.get("id", 0)}
        if kind == _LABEL:
            sent["component"] = self._node(channel_id, node["component"], fields, resolved, uploads)
        elif kind == 1:
            sent["components"] = [
                self._node(channel_id, child, fields, resolved, uploads) for child in node["components"]
            ]
        elif kind in _CONTROLS:
            sent["custom_id"] = node["custom_id"]
            value = fields.get(node["custom_id"], _default(node))
            self._fill(channel_id, node, value, sent, resolved=resolved, uploads=uploads)
        return sent

    def _fill(
        self,
        channel_id: int,
        control: Mapping[str, Any],
        value: Any,
        sent: dict[str, Any],
        *,
        resolved: Resolved,
        uploads: "list[tuple[dict[str, Any], Sequence[Upload]]]",
    ) -> None:
        kind, name = control["type"], control["custom_id"]
        if kind != _CHECKBOX and control.get("required") is not False and not value:
            raise NotPossibleError(f"{name} must be filled in")
        if kind == _TEXT_INPUT:
            longest = control.get("max_length") or 4000
            if value and not (control.get("min_length") or 0) <= len(value) <= longest:
                raise NotPossibleError(
                    f"{name} takes at most {longest} characters, {control.get('min_length')} at least"
                )
            sent["value"] = value
        elif kind == _RADIO_GROUP:
            if value is not None:
                self._need_options(control, (value,))
            sent["value"] = value
        elif kind == _CHECKBOX:
            sent["value"] = bool(value)
        elif kind == _CHECKBOX_GROUP:
            self._need_options(control, value)
            most = control.get("max_values") or len(control["options"])
            if value and not (control.get("min_values") or 0) <= len(value) <= most:
                raise NotPossibleError(f"{name} takes at most {most} values")
            sent["values"] = list(value)
        elif kind == _FILE_UPLOAD:
            most = control.get("max_values") or 1
            if len(value) > most:
                raise NotPossibleError(f"{name} takes at most {most} files")
            sent["values"] = []
            uploads.append((sent, value))
        else:
            sent["values"] = self._chosen(channel_id, control, value, resolved) if value else []


def _default(control: Mapping[str, Any]) -> Any:
    """What a field holds when nobody touches it."""
    kind = control["type"]
    if kind == _TEXT_INPUT:
        return control.get("value") or ""
    if kind == _CHECKBOX:
        return bool(control.get("default", False))
    preset = [option["value"] for option in control.get("options") or () if option.get("default")]
    if kind == _RADIO_GROUP:
        return preset[0] if preset else None
    if kind in _ENTITY_SELECTS:
        return [item["id"] for item in control.get("default_values") or ()]
    return preset
