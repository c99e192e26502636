"""/announce history: what was sent where, newest first, found by words and turned page by page."""

import datetime as dt

import discord
import pytest
from simcord import ChannelHandle, MemberActor

from bot.announcements import store
from bot.announcements.messages import history
from bot.announcements.rules import Variant
from bot.language.rules import folded
from bot.language.when import read_when
from bot.people.actor import Actor
from tests.discord.conftest import Stage, answer, buttons
from tests.discord.test_announce import TITLE, posted, scheduled

NEXT, PREVIOUS = "Next ›", "‹ Previous"


async def announced(
    stage: Stage,
    title: str,
    body: str = "Text",
    *,
    hours: int = 1,
    channels: tuple[ChannelHandle, ...] = (),
    actor: Actor | None = None,
) -> int:
    """Scheduled by the services for so many hours from now; its id."""
    services, actor = stage.app.services, actor or stage.actor()
    at = stage.clock.now().replace(second=0) + dt.timedelta(hours=hours)
    plan = read_when(f"{at:%Y-%m-%d %H:%M}", zone="UTC", now=stage.clock.now()).plan
    where = tuple(channel.id for channel in channels or (stage.news,))
    draft = await services.announcements.draft(actor, plan, where)
    await services.announcements.write(actor, draft.id, title, body)
    draft = await services.announcements.look(actor, draft.id)
    await services.announcements.confirm(actor, draft.id, draft.version)
    return draft.id


async def sent(stage: Stage, *titles: str, body: str = "Text") -> None:
    """Posted one hour after the other."""
    for hours, title in enumerate(titles, 1):
        await announced(stage, title, body, hours=hours)
    for _ in titles:
        stage.pass_time(hours=1, seconds=1)
        await stage.deliver()


async def said(stage: Stage, search: str | None = None, who: MemberActor | None = None) -> str:
    options = {} if search is None else {"search": search}
    return answer(await (who or stage.organiser).slash(stage.lobby, "announce history", **options))


async def test_it_says_what_was_sent_where_and_when_the_newest_first(stage: Stage) -> None:
    await sent(stage, "Peering day", "Maintenance")
    shown = await said(stage)
    assert shown.index("Maintenance") < shown.index("Peering day")
    message = stage.news.history()[0]
    assert f"https://discord.com/channels/{stage.guild.id}/{stage.news.id}/{message.id}" in shown
    due = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
    assert f"<t:{int(due.timestamp())}" in shown
    assert f"<#{stage.news.id}>" in shown


async def test_before_anything_was_sent_it_says_what_to_do(stage: Stage) -> None:
    assert "Nothing was sent yet. Write the first one with /announce new" in await said(stage)
    await scheduled(stage)
    assert "Nothing was sent yet" in await said(stage)


async def test_several_channels_are_one_entry_and_what_failed_is_said(stage: Stage) -> None:
    other = stage.guild.create_text_channel("other")
    await announced(stage, TITLE, channels=(stage.news, stage.lobby, other))
    stage.delete_channel(other)
    stage.pass_time(hours=1, seconds=1)
    await stage.deliver()
    shown = await said(stage)
    assert shown.count(TITLE) == 1
    assert shown.count("[message](") == 2
    assert f"<#{other.id}> failed" in shown


async def test_many_channels_and_long_titles_fit_into_one_message(stage: Stage) -> None:
    channels = tuple(stage.guild.create_text_channel(f"c{number}") for number in range(10))
    for number in range(history.PER_PAGE):
        await announced(stage, f"{number} {'*' * 195}", hours=number + 1, channels=channels)
    stage.pass_time(hours=6)
    await stage.deliver()
    shown = await said(stage)
    assert shown.count("and 7 more") == history.PER_PAGE
    assert shown.count("[message](") == 3 * history.PER_PAGE


async def test_each_date_of_a_series_is_an_entry(stage: Stage) -> None:
    await scheduled(stage, when="every day 10:00")
    for _ in range(3):
        stage.pass_time(days=1)
        await stage.plan_ahead()
        await stage.deliver()
    assert (await said(stage)).count(TITLE) == 3


async def test_the_pages_turn_after_a_restart_and_lead_to_the_detail(stage: Stage) -> None:
    await sent(stage, *(f"Number {number}" for number in range(history.PER_PAGE + 2)))
    shown = await stage.organiser.slash(stage.lobby, "announce history")
    assert "Number 1" not in answer(shown)
    await stage.restart()
    shown = await stage.organiser.click(shown.response, label=NEXT)
    assert "Number 1" in answer(shown)
    assert "Number 6" not in answer(shown)
    first = next(press for press in buttons(shown.response).values() if press.startswith("announce.occasion"))
    assert "What was sent where" in answer(await stage.organiser.click(shown.response, custom_id=first))


async def test_words_are_found_in_titles_and_texts_and_the_term_survives_the_page(stage: Stage) -> None:
    await sent(stage, *(f"Peering {number}" for number in range(history.PER_PAGE + 1)), body="Bring routers.")
    await sent(stage, "Maintenance")
    shown = await stage.organiser.slash(stage.lobby, "announce history", search="ROUTERS peering")
    assert "“ROUTERS peering”" in answer(shown).replace("\u2068", "").replace("\u2069", "")
    assert "Maintenance" not in answer(shown)
    await stage.restart()
    shown = await stage.organiser.click(shown.response, label=NEXT)
    assert "Peering 0" in answer(shown)
    assert "Maintenance" not in answer(shown)
    assert "ROUTERS peering" in answer(shown)
    everything = await stage.organiser.click(shown.response, label="Show everything")
    assert "Maintenance" in answer(everything)


async def test_nothing_found_says_so_and_what_to_do(stage: Stage) -> None:
    await sent(stage, "Peering day")
    shown = await said(stage, "submarine")
    assert "Nothing that was sent holds" in shown
    assert "submarine" in shown
    assert "/announce history" in shown


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("ÉCOLE du peering", "école"),
        ("Straße des Netzes", "STRASSE"),
        ("ＩＸＰ meeting", "ixp"),
        ("يوم الربط", "الربط"),
        ("Ελλάδα ΝΟΓ ΣΣ", "νογ σς"),
        ("100% of it", "100%"),
        ("snake_case", "e_c"),
        ('it\'s "quoted"', "'s \""),
        ("'); DROP TABLE announcement; --", "'); drop"),
        ("[a-z]* or ?", "[A-Z]*"),
    ],
)
async def test_letters_of_any_script_are_found_and_signs_mean_themselves(
    stage: Stage, written: str, typed: str
) -> None:
    await announced(stage, written)
    await announced(stage, "Another thing", "100 snakeXcase")
    stage.pass_time(hours=1, seconds=1)
    await stage.deliver()
    found = await stage.app.services.history.look(stage.actor(), typed, per_page=5)
    assert [one.title for one in found.page.items] == [written]


@pytest.mark.parametrize("typed", ["%", "_", "*", "%%%", "' OR 1=1 --"])
async def test_a_sign_that_stands_nowhere_finds_nothing(stage: Stage, typed: str) -> None:
    await sent(stage, "Peering day")
    assert "Nothing that was sent holds" in await said(stage, typed)


async def test_a_text_in_another_language_is_found_too_and_no_longer_once_it_is_gone(stage: Stage) -> None:
    which = await announced(stage, TITLE)
    arabic = Variant(title="يوم الربط", body="أحضروا أرقامكم")
    await stage.app.database.write(lambda tx: store.set_variant(tx, which, "ar", arabic))
    stage.pass_time(hours=1, seconds=1)
    await stage.deliver()
    assert TITLE in await said(stage, "أرقامكم")
    await stage.app.database.write(lambda tx: store.set_variant(tx, which, "ar", None))
    assert "Nothing that was sent holds" in await said(stage, "أرقامكم")
    assert TITLE in await said(stage, TITLE.upper())


async def test_a_correction_is_found_by_its_new_words(stage: Stage) -> None:
    await sent(stage, TITLE)
    draft = await stage.app.services.corrections.begin(stage.actor(), await stage.newest())
    await stage.app.services.announcements.write(stage.actor(), draft.id, "Renamed", "Third floor")
    draft = await stage.app.services.announcements.look(stage.actor(), draft.id)
    await stage.app.services.announcements.confirm(stage.actor(), draft.id, draft.version)
    assert "Renamed" in await said(stage, "third FLOOR")
    assert "Nothing that was sent holds" in await said(stage, TITLE)


async def test_announcements_of_an_earlier_release_are_made_searchable(stage: Stage) -> None:
    await sent(stage, "École")
    await stage.app.database.write(lambda tx: tx.execute("UPDATE announcement SET searched = ''"))
    assert "Nothing that was sent holds" in await said(stage, "école")
    await stage.plan_ahead()
    assert "École" in await said(stage, "ÉCOLE")


@pytest.mark.parametrize("typed", ["\u200b", " ", "\u2066\u2069"])
async def test_a_search_of_nothing_that_can_be_read_is_refused(stage: Stage, typed: str) -> None:
    assert "There is nothing to read" in await said(stage, typed)


async def test_what_was_looked_for_is_shown_harmless(stage: Stage) -> None:
    shown = await said(stage, "@everyone <@&1> **x** [a](https://evil.example)")
    assert "<@&1>" not in shown
    assert "](https://evil.example)" not in shown


async def test_a_search_belongs_to_the_one_who_made_it_and_to_its_server(stage: Stage) -> None:
    await sent(stage, *(f"Secret {number}" for number in range(history.PER_PAGE + 1)))
    shown = await stage.organiser.slash(stage.lobby, "announce history", search="secret")
    turn = buttons(shown.response)[NEXT]
    other = stage.guild.add_member(stage.env.create_user("rami"), roles=[stage.guild.roles["Team"]])
    assert "someone else’s" in await stage.press_raw(other, turn)
    assert "This is for organisers" in await stage.press_raw(stage.member, turn)
    elsewhere = stage.env.create_guild("Another NOG")
    role = elsewhere.create_role("Team", permissions=discord.Permissions(manage_guild=True))
    same = elsewhere.add_member(stage.organiser.user, roles=[role])
    room = elsewhere.create_text_channel("room")
    assert "someone else’s" in await stage.press_raw(same, turn, room)
    assert "Nothing was sent yet" in answer(await same.slash(room, "announce history"))


async def test_a_search_is_forgotten_after_a_day(stage: Stage) -> None:
    await sent(stage, *(f"Number {number}" for number in range(history.PER_PAGE + 1)))
    shown = await stage.organiser.slash(stage.lobby, "announce history", search="number")
    forget = stage.app.features["people"].forget
    assert forget is not None
    assert await stage.app.database.write(lambda tx: forget(tx, tx.now)) == 0
    stage.pass_time(days=1, seconds=1)
    assert await stage.app.database.write(lambda tx: forget(tx, tx.now)) == 1
    refused = answer(await stage.organiser.click(shown.response, label=NEXT))
    assert "more than a day old" in refused


async def test_nothing_is_kept_of_a_search_with_one_page_and_the_same_words_are_kept_once(
    stage: Stage,
) -> None:
    await sent(stage, *(f"Number {number}" for number in range(history.PER_PAGE + 1)))
    await said(stage, "number 1")
    for _ in range(3):
        await said(stage, "number")
    terms = await stage.app.database.read(
        lambda tx: [(row["guild_id"], row["user_id"], row["term"]) for row in tx.all("SELECT * FROM search")]
    )
    assert terms == [(stage.guild.id, stage.organiser.id, "number")]


async def test_a_member_looks_at_nothing(stage: Stage) -> None:
    await sent(stage, TITLE)
    assert "This is for organisers" in await said(stage, who=stage.member)
    assert "This is for organisers" in await said(stage, TITLE, who=stage.member)


async def test_drafts_and_what_is_to_come_are_no_history(stage: Stage) -> None:
    await sent(stage, TITLE)
    draft = await stage.app.services.corrections.begin(stage.actor(), await stage.newest())
    await stage.app.services.announcements.write(stage.actor(), draft.id, "Only a draft", "x")
    await announced(stage, "Only planned", hours=50)
    assert "Nothing that was sent holds" in await said(stage, "only")


def test_folding_is_the_same_twice() -> None:
    for text in ("ÉCOLE", "Straße", "ＩＸＰ", "ﬁbre", "ΣΊΣΥΦΟΣ", "İstanbul", "e\u0301cole", "ᾳ"):
        assert folded(folded(text)) == folded(text)
    assert folded("e\u0301cole") == folded("École")


async def test_the_notice_of_a_failure_names_its_announcement_and_opens_it(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    await announced(stage, "Peering **day**")
    stage.delete_channel(stage.news)
    stage.pass_time(hours=1, seconds=1)
    await stage.deliver()
    [notice] = posted(stage.lobby)
    assert "Peering \\*\\*day\\*\\*" in notice
    assert "could not be sent" in notice
    message = stage.lobby.history()[-1]
    shown = await stage.organiser.click(message, label="Show")
    assert "What was sent where" in answer(shown)
    refused = await stage.member.click(message, label="Show")
    assert "This is for organisers" in answer(refused)
