"""What a reader does on the page, from a frame to the world. One short method a kind of frame."""

from collections.abc import Mapping
from typing import Any

from bot.local_discord.interaction import Interaction
from bot.local_discord.page_view import Frame
from bot.local_discord.person import NotPossibleError
from bot.local_discord.world import Upload, World


class RefusedError(Exception):
    """The page asked for what cannot be. `str()` is shown to the reader."""

    def __init__(self, message: str, *, code: str = "refused") -> None:
        super().__init__(message)
        self.code = code


class Actions:
    """The actions of one reader. `uploads` are files laid down before, by id; each is used once."""

    def __init__(self, world: World, reader_id: int, uploads: dict[str, Upload]) -> None:
        self._world = world
        self._person = world.person(reader_id)
        self._reader_id = reader_id
        self._uploads = uploads

    async def run(self, frame: Frame) -> Frame:
        """Do what the frame asks. Raises RefusedError, NotPossibleError; LookupError and the like for nonsense."""
        channel_id = int(frame["channel"]) if "channel" in frame else 0
        if "channel" in frame and not self._world.can_read(self._reader_id, channel_id):
            raise RefusedError("You do not see this channel.")
        match frame["type"]:
            case "send":
                files = [self._file(item) for item in frame.get("files", ())]
                return {"message": str(self._person.send(channel_id, str(frame["content"]), files=files))}
            case "post":
                tags = [int(tag) for tag in frame.get("tags", ())]
                thread = self._person.create_post(
                    channel_id, str(frame["name"]), str(frame["content"]), tags=tags
                )
                return {"thread": str(thread)}
            case "commands":
                kind = int(frame["kind"])
                return {"commands": self._world.commands(self._reader_id, channel_id, kind)}
            case "command":
                path = self._path(channel_id, frame)
                return _started(self._person.slash(channel_id, path, self._values(frame["options"])))
            case "autocomplete":
                return await self._autocomplete(channel_id, frame)
            case "on_user":
                return _started(self._person.on_user(channel_id, frame["name"], int(frame["target"])))
            case "on_message":
                return _started(self._person.on_message(channel_id, frame["name"], int(frame["target"])))
            case "press":
                return _started(self._person.click(channel_id, int(frame["message"]), frame["custom_id"]))
            case "select":
                values = [str(value) for value in frame["values"]]
                return _started(
                    self._person.select(channel_id, int(frame["message"]), frame["custom_id"], values)
                )
            case "submit":
                shown = self._world.interaction(int(frame["interaction"]))
                return _started(self._person.submit(shown, self._values(frame["fields"])))
            case other:
                raise RefusedError(f"This server does not know {other!r}.")

    async def _autocomplete(self, channel_id: int, frame: Frame) -> Frame:
        path = self._path(channel_id, frame)
        try:
            choices = await self._person.autocomplete(
                channel_id, path, frame["focused"], str(frame["text"]), self._values(frame["options"])
            )
        except NotPossibleError as error:
            raise RefusedError(str(error), code="failed") from error
        return {"choices": choices}

    def _path(self, channel_id: int, frame: Frame) -> str:
        """The command's full name: its root by id, as the menu offered it."""
        wanted = str(frame["command"])
        for command in self._world.commands(self._reader_id, channel_id, 1):
            if command["id"] == wanted:
                return " ".join([command["name"], *frame["path"]])
        raise RefusedError("This command is not there any more.")

    def _values(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._value(value) for name, value in given.items()}

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return self._file(value["upload"])
        if isinstance(value, list):
            return [self._value(item) for item in value]
        return value

    def _file(self, upload_id: str) -> Upload:
        try:
            return self._uploads.pop(upload_id)
        except KeyError as error:
            raise RefusedError("The file is gone; please choose it again.") from error


def _started(interaction: Interaction) -> Frame:
    return {"interaction": str(interaction.id)}
