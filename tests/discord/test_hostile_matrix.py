"""The texts of the hostile matrix, typed into every command and form that takes one; and ids and presses of others.

Everything that the bot sends is looked at: answers, cards, forms and posts. Refused means: one sentence to the one who
sent it, nothing stored, nothing posted. Times are in test_hostile_times.py, races in test_hostile_races.py.
"""

import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

import pytest

from bot.announcements import rules, store
from bot.announcements.languages import number_of
from bot.announcements.rules import PictureNote
from bot.language.safe_text import MARKS_PER_BASE, length
from bot.local_discord.picture import plain_png
from bot.storage.database import Transaction
from tests.discord.conftest import Stage, answer
from tests.discord.test_announce import BODY, TITLE, drafted, scheduled
from tests.discord.test_announce_approval import another
from tests.discord.test_announce_templates import saved
from tests.discord.test_hostile_commands import send_raw

ELSEWHERE = 999999999999999999
"""An id of nothing here: where it stands in markup, somebody typed it."""
HOSTILE = {
    1: "@everyone @here @EVERYONE",
    2: f"<@&{ELSEWHERE}> <@!{ELSEWHERE}>",
    3: f"<#{ELSEWHERE}> </a:{ELSEWHERE}> <id:guide>",
    4: "[nl](https://evil.example/x) [b]( https://evil.example )",
    5: "# Loud\n> quoted\n```\nfenced",
    6: "Peering \u202eyad\u202c \u202dday\u202c \u202bx\u202c",
    7: "Peering \u2067day \u2066x \u2068y",
    9: "P" + "\u0301" * 500 + "e\u0489" * 20,
    14: "{0.__class__} %s %(x)s { $x } {x} ${y}",
}
"""By line of the matrix; each short enough for every place."""
NAMES = (
    "a title",
    "a template's name",
    "a holiday's name",
    "a picture's description",
    "another language's title",
)
"""Places for one line without markup; the others are texts of several lines, in which markdown stays."""


async def sent_out(stage: Stage) -> None:
    stage.pass_time(hours=2, minutes=1)
    await stage.deliver()


async def promised(stage: Stage, *, title: str = TITLE, body: str = BODY) -> None:
    """Scheduled for two hours from now, whatever a client would let somebody type."""
    await drafted(stage, when="in 2h")
    draft = await stage.newest()
    fields = {"title": title, "body": body}
    said = await send_raw(stage, stage.organiser, f"announce.write:{draft}", fields=fields)
    assert "⚠️" not in said
    version = (await stage.app.services.announcements.look(stage.actor(), draft)).version
    assert "Scheduled" in await stage.press_raw(stage.organiser, f"announce.confirm:{draft}:{version}")


async def in_title(stage: Stage, typed: str) -> None:
    await promised(stage, title=typed)
    which, who = str(await stage.newest()), stage.organiser
    for command in ("announce show", "announce cancel", "announce edit"):
        await who.slash(stage.lobby, command, announcement=which)
    await who.slash(stage.lobby, "announce list")
    await who.autocomplete(stage.lobby, "announce show", "announcement", "")
    await sent_out(stage)
    await who.slash(stage.lobby, "announce history")
    await who.slash(stage.lobby, "setup history")
    shown = await stage.member.click(stage.news.history()[-1], label="Remind me")
    assert shown.response is not None
    await stage.member.slash(stage.lobby, "me reminders")


async def in_body(stage: Stage, typed: str) -> None:
    await promised(stage, body=typed)
    which = str(await stage.newest())
    await stage.organiser.slash(stage.lobby, "announce show", announcement=which)
    await sent_out(stage)
    await stage.organiser.slash(stage.lobby, "announce correct", announcement=which)


async def in_template(stage: Stage, typed: str) -> None:
    await saved(stage, typed)
    await stage.organiser.slash(stage.lobby, "announce template list")
    await stage.organiser.autocomplete(stage.lobby, "announce new", "template", "")
    page = await stage.app.services.templates.listing(stage.actor(), 1, 100)
    newest = max(one.id for one in page.items)
    for route in ("template", "template-use", "template-delete", "template-edit"):
        await stage.press_raw(stage.organiser, f"announce.{route}:{newest}")
    await stage.organiser.slash(stage.lobby, "setup history")


async def in_field(stage: Stage, typed: str) -> None:
    await saved(stage, "Call", title="Call", body="With {speaker}")
    begun = await stage.organiser.slash(
        stage.lobby, "announce new", when="in 2h", channel=stage.news, template="1"
    )
    assert begun.modal is not None
    preview = await stage.organiser.submit_modal(begun, {"field0": typed})
    await stage.organiser.click(preview.response, label="Schedule")
    await sent_out(stage)


async def in_variant(stage: Stage, typed: str, *, key: str) -> None:
    await drafted(stage, when="in 2h")
    draft = await stage.newest()
    text = {"title": TITLE, "body": BODY, key: typed}
    await send_raw(stage, stage.organiser, f"announce.language-write:{draft}:{number_of('fr')}", fields=text)
    await send_raw(stage, stage.organiser, f"announce.view:{draft}", values=["fr"])
    await stage.press_raw(stage.organiser, f"announce.languages:{draft}")
    await send_raw(
        stage,
        stage.organiser,
        f"announce.language-channels:{draft}:{number_of('fr')}",
        values=[str(stage.news.id)],
    )
    version = (await stage.app.services.announcements.look(stage.actor(), draft)).version
    await stage.press_raw(stage.organiser, f"announce.confirm:{draft}:{version}")
    await sent_out(stage)


async def pictured(stage: Stage) -> int:
    """A draft with a picture."""
    await drafted(stage)
    draft = await stage.newest()

    def operation(tx: Transaction) -> None:
        note = PictureNote(name="picture.png", alt="A map")
        store.set_picture(tx, draft, note, plain_png(0x2F6FEB))

    await stage.app.database.write(operation)
    return draft


async def in_alt(stage: Stage, typed: str) -> None:
    draft = await pictured(stage)
    await send_raw(stage, stage.organiser, f"announce.picture-alt-save:{draft}", fields={"alt": typed})
    await stage.press_raw(stage.organiser, f"announce.preview:{draft}")


async def in_holiday(stage: Stage, typed: str) -> None:
    fields = {"day": "2026-12-24", "name": typed}
    await send_raw(stage, stage.organiser, "setup.holiday-set", fields=fields)
    await scheduled(stage, when="every Thursday 18:00")
    draft = await stage.organiser.slash(stage.lobby, "announce edit", announcement=str(await stage.newest()))
    assert draft.response is not None
    await stage.press_raw(stage.organiser, f"announce.holidays:{await stage.newest()}:1")
    await send_raw(stage, stage.organiser, "setup.holiday-remove:1", values=["2026-12-24"])
    await stage.organiser.slash(stage.lobby, "setup history")


async def in_reason(stage: Stage, typed: str) -> None:
    await stage.set_channel("notices", stage.lobby)
    await stage.app.services.guilds.set_approval(stage.actor(), everything=True)
    preview = await drafted(stage)
    assert "Asked for approval" in answer(
        await stage.organiser.click(preview.response, label="Ask for approval")
    )
    draft = await stage.newest()
    version = (await stage.app.services.announcements.look(stage.actor(), draft)).version
    await send_raw(
        stage, another(stage), f"announce.decline-reason:{draft}:{version}", fields={"reason": typed}
    )
    await sent_out(stage)


async def in_search(stage: Stage, typed: str) -> None:
    await scheduled(stage, when="in 2h")
    await sent_out(stage)
    await stage.organiser.slash(stage.lobby, "announce history", search=typed[:100])


async def in_phrases(stage: Stage, typed: str) -> None:
    """What should be a time, a zone, a number: whatever it is, it is said again in the refusal."""
    if not await stage.newest():
        await promised(stage)
        await sent_out(stage)
        await saved(stage, "Call", title="Call", body="Text")
    draft = await stage.newest()
    who = stage.organiser
    await who.slash(stage.lobby, "announce new", when=typed, channel=stage.news)
    await who.slash(stage.lobby, "announce new", when="tomorrow 18:00", channel=stage.news, about=typed)
    await who.slash(stage.lobby, "announce edit", announcement="1", when=typed)
    await who.slash(stage.lobby, "announce skip", announcement="1", date=typed)
    await who.slash(stage.lobby, "announce show", announcement=typed)
    await who.slash(stage.lobby, "setup zone", zone=typed)
    await who.slash(stage.lobby, "setup holidays", country=typed)
    await who.slash(stage.lobby, "me zone", zone=typed)
    await who.slash(stage.lobby, "me language", language=typed)
    for option in ("when", "about"):
        await who.autocomplete(stage.lobby, "announce new", option, typed[:100])
    for custom_id, fields in (
        (f"announce.event-set:{draft}", {"when": typed}),
        (f"announce.not-on-set:{draft}", {"days": typed}),
        ("announce.template-when:1", {"when": typed}),
        ("setup.quiet-set", {"from": typed, "until": typed}),
        ("setup.approval-size-set", {"size": typed}),
        ("setup.holiday-set", {"day": typed, "name": "Day"}),
        ("me.quiet-set", {"from": typed, "until": typed}),
        ("me.zone-set", {"zone": typed}),
        ("remind-form.announcements:1:0", {"when": typed}),
    ):
        assert "⚠️" in await send_raw(stage, who, custom_id, fields=fields, where=stage.news), custom_id


# Where it is looked for


Place = Callable[[Stage, str], Awaitable[None]]
PLACES: Mapping[str, Place] = {
    "a title": in_title,
    "a text": in_body,
    "a template's name": in_template,
    "a template's field": in_field,
    "another language's title": lambda stage, typed: in_variant(stage, typed, key="title"),
    "another language's text": lambda stage, typed: in_variant(stage, typed, key="body"),
    "a picture's description": in_alt,
    "a holiday's name": in_holiday,
    "a reason": in_reason,
    "a search": in_search,
    "a time, a zone, a number": in_phrases,
}


def sent(stage: Stage) -> Iterator[tuple[str, str]]:
    """(key, text) of all that the bot sent to Discord: "content" renders markdown, whatever else does not."""

    def walk(key: str, part: Any) -> Iterator[tuple[str, str]]:
        if isinstance(part, str):
            yield key, part
        elif isinstance(part, dict):
            for name, inner in part.items():
                yield from walk(name, inner)
        elif isinstance(part, list):
            for inner in part:
                yield from walk(key, inner)

    for request in stage.env.backend.http_requests:
        if not request.path.endswith("/commands"):
            yield from walk("", request.json)


def shown(stage: Stage) -> Iterator[tuple[str, str]]:
    """Those that somebody reads."""
    read = ("content", "label", "title", "description", "placeholder", "name")
    return ((key, text) for key, text in sent(stage) if key in read)


def markdown(stage: Stage) -> list[str]:
    return [text for key, text in shown(stage) if key == "content"]


def mentioned(stage: Stage) -> list[Any]:
    """What each message was allowed to ping."""
    return [
        request.json["allowed_mentions"]
        for request in stage.env.backend.http_requests
        if isinstance(request.json, dict) and request.json.get("allowed_mentions")
    ]


def unescaped(text: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def pings_nobody(stage: Stage, *, name: bool) -> None:
    for text in markdown(stage):
        assert not re.search(r"@(everyone|here)", text, re.IGNORECASE)
    for allowed in mentioned(stage):
        assert not allowed.get("parse")
        assert not allowed.get("roles")
        assert not allowed.get("users")


def links_nothing(stage: Stage, *, name: bool) -> None:
    for text in markdown(stage):
        assert not re.search(rf"(?<!\\)<(@[!&]?|#|/[^>]*:){ELSEWHERE}>", text)
        assert not re.search(r"(?<!\\)<id:", text)


def tells_hosts(stage: Stage, *, name: bool) -> None:
    for text in markdown(stage):
        links = re.findall(r"(?<!\\)\]\([^)]*evil[^)]*\)(.{0,15})", text)
        assert not (links and name)
        assert all(after.startswith(" (evil.example)") for after in links)


def breaks_out_nowhere(stage: Stage, *, name: bool) -> None:
    for text in markdown(stage):
        assert text.count("```") % 2 == 0
        if name:
            assert not re.search(r"^(# Loud|> quoted|```)", text, re.MULTILINE)


def keeps_the_direction(stage: Stage, *, name: bool) -> None:
    for _, text in shown(stage):
        assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e")


def closes_isolates(stage: Stage, *, name: bool) -> None:
    for _, text in shown(stage):
        for line in text.split("\n"):
            assert sum(line.count(one) for one in "\u2066\u2067\u2068") == line.count("\u2069")


def has_few_marks(stage: Stage, *, name: bool) -> None:
    for _, text in shown(stage):
        run = 0
        for character in text:
            run = run + 1 if unicodedata.category(character)[0] == "M" else 0
            assert run <= MARKS_PER_BASE


def formats_nothing(stage: Stage, *, name: bool) -> None:
    assert not any("<class" in text for _, text in shown(stage))


CHECKS = (
    pings_nobody,
    links_nothing,
    tells_hosts,
    breaks_out_nowhere,
    keeps_the_direction,
    closes_isolates,
    has_few_marks,
    formats_nothing,
)
SAID_IN_PART = ("a time, a zone, a number",)


@pytest.mark.hostile(1, 2, 3, 4, 5, 6, 7, 9, 14)
@pytest.mark.parametrize("place", PLACES)
async def test_whatever_is_typed_is_harmless_wherever_it_is_shown(stage: Stage, place: str) -> None:
    typed = [" ".join(HOSTILE.values())] if place in SAID_IN_PART else HOSTILE.values()
    for text in typed:
        await PLACES[place](stage, text)
    assert not any("Something broke" in text for text in markdown(stage))
    for check in CHECKS:
        check(stage, name=place in NAMES)
    if place not in SAID_IN_PART:
        found = [unescaped(text) for _, text in shown(stage)]
        assert any("{0.__class__} %s %(x)s { $x }" in text for text in found)


# Refused


NOTHING = ("\u200b", "\u2060\ufeff", " \u3000\t", "\u202e\u202c", "\u3164\u115f\u2800", "\0\r\n")


@pytest.mark.hostile(10)
@pytest.mark.parametrize("typed", NOTHING)
async def test_a_name_of_which_nothing_is_seen_is_refused_and_stores_nothing(
    stage: Stage, typed: str
) -> None:
    draft = await pictured(stage)
    await saved(stage, "Call", title="Call", body="Text")
    before = await stage.everything()
    who = stage.organiser
    for custom_id, fields in (
        (f"announce.picture-alt-save:{draft}", {"alt": typed}),
        ("announce.template-write:1:1", {"name": typed, "title": "Call", "body": "Text"}),
        ("announce.template-write:1:1", {"name": "Call", "title": typed, "body": "Text"}),
        ("announce.template-write:1:1", {"name": "Call", "title": "Call", "body": typed}),
        ("setup.holiday-set", {"day": "2026-12-24", "name": typed}),
    ):
        assert "⚠️" in await send_raw(stage, who, custom_id, fields=fields), custom_id
    refused = await who.slash(stage.lobby, "announce template save", announcement=str(draft), name=typed)
    assert "nothing that can be read" in answer(refused)
    assert await stage.everything() == before


@pytest.mark.hostile(10)
@pytest.mark.parametrize("typed", NOTHING)
async def test_a_title_or_a_text_of_which_nothing_is_seen_is_never_scheduled(
    stage: Stage, typed: str
) -> None:
    await drafted(stage)
    draft, french = await stage.newest(), number_of("fr")
    for title, body in ((typed, BODY), (TITLE, typed), (typed, typed)):
        fields = {"title": title, "body": body}
        assert "⚠️" in await send_raw(stage, stage.organiser, f"announce.write:{draft}", fields=fields)
        version = (await stage.app.services.announcements.look(stage.actor(), draft)).version
        assert "⚠️" in await stage.press_raw(stage.organiser, f"announce.confirm:{draft}:{version}")
        assert "⚠️" in await stage.press_raw(stage.organiser, f"announce.trial:{draft}")
    fields = {"title": TITLE, "body": BODY}
    await send_raw(stage, stage.organiser, f"announce.write:{draft}", fields=fields)
    fields = {"title": TITLE, "body": typed}
    await send_raw(stage, stage.organiser, f"announce.language-write:{draft}:{french}", fields=fields)
    version = (await stage.app.services.announcements.look(stage.actor(), draft)).version
    assert "⚠️" in await stage.press_raw(stage.organiser, f"announce.confirm:{draft}:{version}")
    assert await stage.states() == []


@pytest.mark.hostile(11)
async def test_a_name_is_stored_as_one_line_without_controls(stage: Stage) -> None:
    """A log line, a list and an audit event hold it: it forges no second one."""
    typed = "Day\0 one\r\nERROR\u2028 forged\x1b[2J\x07"
    draft = await pictured(stage)
    fields = {"title": typed, "body": BODY}
    await send_raw(stage, stage.organiser, f"announce.write:{draft}", fields=fields)
    await send_raw(stage, stage.organiser, f"announce.picture-alt-save:{draft}", fields={"alt": typed})
    fields = {"day": "2026-12-24", "name": typed}
    await send_raw(stage, stage.organiser, "setup.holiday-set", fields=fields)
    await stage.organiser.slash(stage.lobby, "announce template save", announcement=str(draft), name=typed)
    stored = await stage.everything()
    one_line = "Day one ERROR forged[2J"
    for table in (
        "announcement",
        "announcement_picture",
        "guild_holiday",
        "announcement_template",
        "audit_event",
    ):
        found = [value for row in stored[table] for value in row if isinstance(value, str) and "Day" in value]
        assert found, table
        assert any(one_line in value for value in found), table
        assert not any(set(value) & set("\0\r\x1b\x07\u2028") for value in found), table


@pytest.mark.hostile(12)
@pytest.mark.parametrize("size", [4001, 6000])
async def test_what_is_longer_than_any_form_lets_through_is_refused_and_stores_nothing(
    stage: Stage, size: int
) -> None:
    draft = await pictured(stage)
    await saved(stage, "Call", title="Call", body="Text")
    before = await stage.everything()
    typed, who = "x" * size, stage.organiser
    for custom_id, fields in (
        (f"announce.picture-alt-save:{draft}", {"alt": typed}),
        (f"announce.event-set:{draft}", {"when": typed}),
        (f"announce.not-on-set:{draft}", {"days": typed}),
        ("announce.template-write:1:1", {"name": typed, "title": "Call", "body": "Text"}),
        ("announce.template-when:1", {"when": typed}),
        ("setup.holiday-set", {"day": "2026-12-24", "name": typed}),
        ("setup.holiday-set", {"day": typed, "name": "Day"}),
        ("setup.quiet-set", {"from": typed, "until": typed}),
        ("setup.approval-size-set", {"size": "1" * size}),
        ("me.quiet-set", {"from": typed, "until": typed}),
        ("me.zone-set", {"zone": typed}),
    ):
        said = await send_raw(stage, who, custom_id, fields=fields)
        assert "⚠️" in said, custom_id
        assert length(said) < 700, custom_id
    for command, options in (
        ("announce new", {"when": typed, "channel": stage.news}),
        ("announce show", {"announcement": typed}),
        ("setup zone", {"zone": typed}),
        ("me zone", {"zone": typed}),
        ("announce template save", {"announcement": str(draft), "name": typed}),
    ):
        said = answer(await who.slash(stage.lobby, command, **options))
        assert "⚠️" in said, command
        assert length(said) < 700, command
    assert await stage.everything() == before
    assert size > rules.ALT_LIMIT


@pytest.mark.hostile(13)
@pytest.mark.parametrize("before", range(88, 101))
async def test_an_emoji_at_the_cut_of_a_picker_is_whole_or_not_there(stage: Stage, before: int) -> None:
    family = "👩\u200d👩\u200d👧"
    await promised(stage, title="x" * before + family * 3)
    for option in ("announce show", "announce edit", "announce cancel"):
        (choice,) = await stage.organiser.autocomplete(stage.lobby, option, "announcement", "")
        name = str(choice["name"])
        assert length(name) <= 100
        name.encode()
        assert name.count("👧") * 2 == name.count("👩") == name.count("\u200d")


@pytest.mark.hostile(8)
async def test_a_name_that_looks_like_a_template_is_warned_of_when_it_is_kept_and_when_it_is_renamed(
    stage: Stage,
) -> None:
    await saved(stage, "Peering call")
    await saved(stage, "Routing")
    for typed in ("Рeering call", "Peering сall", "Pеering c\u200ball", "PEERlNG CALL"):
        fields = {"name": typed, "title": "T", "body": "B"}
        page = await stage.app.services.templates.listing(stage.actor(), 1, 9)
        routing = next(one for one in page.items if one.name != "Peering call")
        custom_id = f"announce.template-write:{routing.id}:{routing.version}"
        said = await send_raw(stage, stage.organiser, custom_id, fields=fields)
        assert "looks like **Peering call**" in said, typed


@pytest.mark.hostile(15)
@pytest.mark.parametrize("typed", ["'); DROP TABLE announcement; --", "%", "_", "100%", "a\\", '"', "\0"])
async def test_what_is_looked_for_is_a_text_and_no_pattern(stage: Stage, typed: str) -> None:
    await scheduled(stage, title="100 days", when="in 2h")
    await saved(stage, "abc", title="abc", body="abc")
    await sent_out(stage)
    before = await stage.everything()
    found = answer(await stage.organiser.slash(stage.lobby, "announce history", search=typed))
    assert "100 days" not in found
    for command, option in (("announce show", "announcement"), ("announce new", "template")):
        assert await stage.organiser.autocomplete(stage.lobby, command, option, typed) == []
    await stage.organiser.autocomplete(stage.lobby, "setup zone", "zone", typed)
    await stage.organiser.autocomplete(stage.lobby, "setup holidays", "country", typed)
    assert await stage.everything() == before
