"""/charter from the first word to what everybody has read, through real commands, forms and clicks."""

import asyncio
import datetime as dt
from dataclasses import replace
from typing import Any

import discord
import pytest
from simcord import InteractionResult, MemberActor, RoleHandle

from bot.errors import StaleError
from bot.storage.database import Transaction
from bot.topics.charter import rules
from bot.topics.charter.promises import FEATURE
from bot.topics.charter.service import Published
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.test_hostile_commands import send_raw

TITLE, BODY = "How we work together", "We share what broke. **Nobody** is blamed."
AGAIN = "We share what broke, within a week."


async def drafted(
    stage: Stage, *, title: str = TITLE, body: str = BODY, who: MemberActor | None = None
) -> InteractionResult:
    """Up to the preview."""
    who = who or stage.organiser
    form = await who.slash(stage.lobby, "charter edit")
    assert form.modal is not None, answer(form)
    return await who.submit_modal(form, {"title": title, "body": body})


async def published(stage: Stage, number: int = 1, **what: Any) -> InteractionResult:
    done = await stage.organiser.click(
        (await drafted(stage, **what)).response, label=f"Publish version {number}"
    )
    assert f"Published: version {number}" in answer(done)
    return done


async def posted(stage: Stage) -> discord.Message:
    """The card of the version that applies, in #news."""
    await stage.organiser.slash(stage.lobby, "charter post", channel=stage.news)
    await stage.deliver()
    return stage.news.history()[-1]


async def read(stage: Stage, who: MemberActor | None = None) -> str:
    """Read the version that applies."""
    who = who or stage.member
    shown = await who.slash(stage.lobby, "charter show")
    return answer(await who.click(shown.response, label="I have read it"))


def crew(stage: Stage) -> RoleHandle:
    """A role that the bot may give: a new one stands below its own."""
    return stage.guild.create_role("Readers")


def held(stage: Stage, who: MemberActor) -> set[int]:
    return set(stage.env.backend.get_guild(stage.guild.id).members[who.id].role_ids)


async def readings(stage: Stage) -> list[tuple[int, int]]:
    """(number of the version, person) of everything that was read."""
    return await stage.app.database.read(
        lambda tx: [
            (row["number"], row["user_id"])
            for row in tx.all(
                "SELECT c.number, r.user_id FROM charter_reading r JOIN charter c ON c.id = r.charter_id ORDER BY 1, 2"
            )
        ]
    )


async def roles_promised(stage: Stage) -> list[str]:
    """What was promised about roles, in order."""
    return await stage.app.database.read(
        lambda tx: [
            row["action"]
            for row in tx.all(
                "SELECT details ->> 'action' AS action FROM delivery WHERE kind = 'role' ORDER BY id"
            )
        ]
    )


async def materialise(stage: Stage) -> int:
    work = stage.app.features[FEATURE].materialise
    assert work is not None
    return await work()


# Written and published


async def test_before_the_first_version_everybody_is_told_and_organisers_are_led_on(stage: Stage) -> None:
    assert "There is no charter yet" in answer(await stage.member.slash(stage.lobby, "charter show"))
    shown = await stage.organiser.slash(stage.lobby, "charter show")
    form = await stage.organiser.click(shown.response, label="Write the charter")
    assert form.modal is not None
    for command, options in (
        ("charter post", {"channel": stage.news}),
        ("charter schedule", {"when": "every month on the 1st 10:00", "channel": stage.news}),
    ):
        said = answer(await stage.organiser.slash(stage.lobby, command, **options))
        assert "There is no charter yet" in said
    assert await stage.states() == []


async def test_the_preview_shows_it_as_it_will_be_and_nothing_is_published_before(stage: Stage) -> None:
    preview = await drafted(stage)
    assert TITLE in answer(preview)
    assert BODY in answer(preview)
    with pytest.raises(Exception, match="disabled"):
        await stage.organiser.click(preview.response, label="I have read it")
    assert "There is no charter yet" in answer(await stage.member.slash(stage.lobby, "charter show"))
    await stage.organiser.click(preview.response, label="Publish version 1")
    shown = answer(await stage.member.slash(stage.lobby, "charter show"))
    assert TITLE in shown
    assert BODY in shown
    assert "Version 1" in shown


async def test_the_preview_is_published_after_a_restart_and_once(stage: Stage) -> None:
    preview = await drafted(stage)
    custom_id = buttons(preview.response)["Publish version 1"]
    await stage.restart()
    assert "Published: version 1" in answer(
        await stage.organiser.click(preview.response, custom_id=custom_id)
    )
    assert "published already, as version 1" in await stage.press_raw(stage.organiser, custom_id)


async def test_the_form_begins_with_the_version_that_applies_and_with_ones_own_draft(stage: Stage) -> None:
    await published(stage)
    form = await stage.organiser.slash(stage.lobby, "charter edit")
    assert form.modal is not None
    assert [field["component"]["value"] for field in form.modal["components"]] == [TITLE, BODY]
    preview = await stage.organiser.submit_modal(form, {"title": TITLE, "body": AGAIN})
    form = await stage.organiser.click(preview.response, label="Edit text")
    assert form.modal is not None
    assert form.modal["components"][1]["component"]["value"] == AGAIN
    await stage.organiser.click(preview.response, label="Discard")
    form = await stage.organiser.slash(stage.lobby, "charter edit")
    assert form.modal is not None
    assert form.modal["components"][1]["component"]["value"] == BODY


async def test_the_same_text_makes_no_version(stage: Stage) -> None:
    await published(stage)
    preview = await drafted(stage)
    assert "the same text as version 1" in answer(preview)
    assert not any(label.startswith("Publish") for label in buttons(preview.response))
    draft = await stage.app.database.read(
        lambda tx: tx.all("SELECT id, version FROM charter WHERE state = 'draft'")[0]
    )
    said = await stage.press_raw(stage.organiser, f"charter.publish:{draft['id']}:{draft['version']}:2")
    assert "the same text as version 1" in said


async def test_of_two_organisers_the_second_is_told_and_keeps_the_draft(stage: Stage) -> None:
    await published(stage)
    other = stage.guild.add_member(stage.env.create_user("zeina"), roles=[stage.guild.roles["Team"]])
    mine, theirs = await drafted(stage, body=AGAIN), await drafted(stage, body="Theirs.", who=other)
    await stage.organiser.click(mine.response, label="Publish version 2")
    said = answer(await other.click(theirs.response, label="Publish version 2"))
    assert "Someone else published version 2 meanwhile" in said
    assert AGAIN in answer(await other.slash(stage.lobby, "charter show"))
    preview = await drafted(stage, body="Theirs, and more.", who=other)
    assert "Version 2 was published after you began" in answer(preview)
    assert "Published: version 3" in answer(await other.click(preview.response, label="Publish version 3"))


async def test_of_two_at_the_same_moment_one_publishes_and_of_two_clicks_one_is_noted(stage: Stage) -> None:
    other = stage.guild.add_member(stage.env.create_user("zeina"), roles=[stage.guild.roles["Team"]])
    service, nadia = stage.app.services.charter, stage.actor()
    zeina = replace(nadia, user_id=other.id)
    drafts = [(who, (await service.write(who, 0, TITLE, BODY)).draft) for who in (nadia, zeina)]
    done = await asyncio.gather(
        *(service.publish(who, draft.id, draft.version, 1) for who, draft in drafts), return_exceptions=True
    )
    assert sorted(type(one) for one in done if isinstance(one, Exception)) == [StaleError]
    which = next(one.charter.id for one in done if isinstance(one, Published))
    clicks = await asyncio.gather(service.acknowledge(zeina, which), service.acknowledge(zeina, which))
    assert sorted(one.first for one in clicks) == [False, True]
    assert await readings(stage) == [(1, other.id)]


async def test_a_preview_from_before_another_change_is_out_of_date(stage: Stage) -> None:
    old = buttons((await drafted(stage)).response)["Publish version 1"]
    await drafted(stage, body=AGAIN)
    assert "preview is out of date" in await stage.press_raw(stage.organiser, old)


async def test_a_draft_is_its_authors_alone(stage: Stage) -> None:
    preview = await drafted(stage)
    other = stage.guild.add_member(stage.env.create_user("zeina"), roles=[stage.guild.roles["Team"]])
    for label in ("Publish version 1", "Discard"):
        said = await stage.press_raw(other, buttons(preview.response)[label])
        assert "draft is gone" in said
    draft = buttons(preview.response)["Discard"].partition(":")[2]
    for route in ("version:{}", "who:{}:1", "read:{}"):
        assert "no such version" in await stage.press_raw(other, f"charter.{route.format(draft)}")


async def test_a_draft_is_forgotten_after_a_week_and_what_is_published_is_not(stage: Stage) -> None:
    await published(stage)
    await drafted(stage, body=AGAIN)
    stage.pass_time(days=6)
    forget = stage.app.features[FEATURE].forget
    assert forget is not None
    assert await stage.app.database.write(lambda tx: forget(tx, tx.now)) == 0
    stage.pass_time(days=2)
    assert await stage.app.database.write(lambda tx: forget(tx, tx.now)) == 1
    assert BODY in answer(await stage.member.slash(stage.lobby, "charter show"))


@pytest.mark.hostile(10, 11, 12, 13)
@pytest.mark.parametrize(("title", "body", "said"), [
    ("\u200b\u2060", BODY, "The title has nothing that can be read"),
    (TITLE, "\u200b", "The text has nothing that can be read"),
    ("t" * 201, BODY, "title is longer than 200"),
    (TITLE, "b" * 2501, "text is longer than 2,500"),
    (TITLE, "b" * 6000, "text is longer than 2,500"),
    (TITLE, "\N{GRINNING FACE}" * 1251, "text is longer than 2,500"),
    (TITLE, "[a](https://a-rather-long-host-name.example/) " * 45, "text is longer than 2,500"),
])  # fmt: skip
async def test_what_cannot_be_published_is_said_and_kept(
    stage: Stage, title: str, body: str, said: str
) -> None:
    """10–13."""
    shown = await send_raw(stage, stage.organiser, "charter.write:0", fields={"title": title, "body": body})
    assert said in shown
    row = await stage.app.database.read(lambda tx: tx.all("SELECT id, version, body FROM charter")[0])
    assert row["body"] == body[:4000]
    assert said in await stage.press_raw(stage.organiser, f"charter.publish:{row['id']}:{row['version']}:1")
    form = await stage.organiser.slash(stage.lobby, "charter edit")
    assert form.modal is not None


@pytest.mark.hostile(1, 2, 3, 4, 5, 6, 14)
async def test_hostile_words_are_harmless_everywhere_they_are_shown(stage: Stage) -> None:
    """1–6, 14."""
    title = "@everyone <@&1> </ban:1> \u202e# `x` {0.__class__} { $x } %s"
    body = "@everyone <#1> <id:guide> [a](https://good@evil.example) ```open\n\ud83d"
    await published(stage, title=title, body=body)
    card = await posted(stage)
    assert not card.mention_everyone
    assert not card.role_mentions
    for shown in (texts(card), answer(await stage.organiser.slash(stage.lobby, "charter show"))):
        assert "@everyone" not in shown
        assert "<@&1>" not in shown
        assert "\u202e" not in shown
        assert "{0.__class__}" in shown.replace("\\", "")
        assert "evil.example)" in shown
        assert shown.count("```") % 2 == 0


# Read


async def test_reading_is_noted_once_and_says_when(stage: Stage) -> None:
    await published(stage)
    card = await posted(stage)
    await stage.restart()
    first = answer(await stage.member.click(card, label="I have read it"))
    assert "you have read version 1" in first
    at = f"<t:{int(stage.clock.now().timestamp())}"
    stage.pass_time(days=2)
    again = answer(await stage.member.click(card, label="I have read it"))
    assert "You said so before" in again
    assert at[:-2] in again
    assert await readings(stage) == [(1, stage.member.id)]
    shown = await stage.member.slash(stage.lobby, "charter show")
    assert "You said that you have read it" in answer(shown)
    assert "I have read it" not in buttons(shown.response)


async def test_a_card_of_an_older_version_shows_the_newer_one(stage: Stage) -> None:
    await published(stage)
    card = await posted(stage)
    old = buttons(card)["I have read it"]
    await published(stage, 2, body=AGAIN)
    said = await stage.press_raw(stage.member, old, stage.news)
    assert "Version 1 applies no more. This is version 2" in said
    assert AGAIN in said
    assert await readings(stage) == []
    shown = await stage.member.click(card, custom_id=old)
    assert "you have read version 2" in answer(
        await stage.member.click(shown.response, label="I have read it")
    )
    assert await readings(stage) == [(2, stage.member.id)]


async def test_who_read_an_older_version_is_told_when(stage: Stage) -> None:
    await published(stage)
    card = await posted(stage)
    old = buttons(card)["I have read it"]
    await stage.member.click(card, label="I have read it")
    await published(stage, 2, body=AGAIN)
    assert "You read version 1 on <t:" in await stage.press_raw(stage.member, old, stage.news)


@pytest.mark.hostile(52, 54)
@pytest.mark.parametrize("which", ["99", str(2**63 - 1)])
async def test_a_version_that_is_not_there_is_told(stage: Stage, which: str) -> None:
    """54."""
    await published(stage)
    assert "no such version" in await stage.press_raw(stage.member, f"charter.read:{which}")
    assert await readings(stage) == []


@pytest.mark.hostile(52)
async def test_another_guilds_charter_is_reached_by_no_button(stage: Stage) -> None:
    """52."""
    await published(stage)

    def elsewhere(tx: Transaction) -> int:
        return tx.insert(
            "INSERT INTO charter (guild_id, state, number, title, body, author, published_at, updated_at)"
            " VALUES (7, 'published', 1, 'Theirs', 'Secret', 'x', 1, 1)"
        )

    which = await stage.app.database.write(elsewhere)
    for custom_id in (f"charter.read:{which}", f"charter.version:{which}", f"charter.who:{which}:1"):
        said = await stage.press_raw(stage.organiser, custom_id)
        assert "no such version" in said
        assert "Theirs" not in said
    assert "no such version" in await stage.press_raw(stage.organiser, f"charter.ask-again:{which}")


async def test_the_start_card_leads_to_it(stage: Stage) -> None:
    await published(stage)
    await stage.organiser.slash(stage.lobby, "setup panel", channel=stage.lobby)
    await stage.deliver()
    assert TITLE in answer(await stage.member.click(stage.lobby.history()[-1], label="Charter"))


# In channels


async def test_it_is_posted_once_for_each_command_with_its_button(stage: Stage) -> None:
    await published(stage)
    card = await posted(stage)
    assert TITLE in texts(card)
    assert BODY in texts(card)
    assert "Version 1" in texts(card)
    assert len(stage.news.history()) == 1
    assert await stage.states() == ["sent"]


async def test_a_new_version_makes_the_posted_card_point_to_it(stage: Stage) -> None:
    await published(stage)
    await posted(stage)
    await posted(stage)
    stage.pass_time(minutes=1)
    done = answer(await published(stage, 2, body=AGAIN))
    assert f"point to it: <#{stage.news.id}>" in done
    assert await stage.deliver() == 1
    older, newest = stage.news.history()
    assert BODY in texts(older)
    assert "The version that stood here applies no more" in texts(newest)
    assert BODY not in texts(newest)
    assert AGAIN in answer(await stage.member.click(newest, label="Show the charter"))
    stage.pass_time(minutes=1)
    assert "point to it" in answer(await published(stage, 3, body="Third."))
    assert await stage.deliver() == 0, "it points to whatever applies"
    assert "Third." in answer(await stage.member.click(newest, label="Show the charter"))


async def test_a_card_that_a_moderator_deleted_is_left_alone(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    await published(stage)
    card = await posted(stage)
    stage.env.backend.delete_message(stage.news.id, card.id)
    await published(stage, 2, body=AGAIN)
    await stage.deliver()
    assert stage.news.history() == []
    assert stage.lobby.history() == []


async def test_what_was_asked_for_before_a_new_version_shows_the_new_one(stage: Stage) -> None:
    await published(stage)
    await stage.organiser.slash(stage.lobby, "charter post", channel=stage.news)
    await published(stage, 2, body=AGAIN)
    await stage.deliver()
    (card,) = stage.news.history()
    assert AGAIN in texts(card)
    assert "Version 2" in texts(card)


async def test_a_card_whose_answer_was_lost_while_a_version_was_published_is_brought_up_to_date(
    stage: Stage,
) -> None:
    """It is on Discord with the old text, and the bot learns of it only after the publication."""
    await published(stage)
    stage.pass_time(minutes=1)
    await stage.organiser.slash(stage.lobby, "charter post", channel=stage.news)

    def tried(tx: Transaction) -> None:
        tx.execute("UPDATE delivery SET first_attempt_at = ?", (int(tx.now.timestamp()),))

    await stage.app.database.write(tried)
    stage.pass_time(minutes=1)
    await published(stage, 2, body=AGAIN)
    await stage.deliver()
    assert await stage.states() == ["sent", "sent"]
    (card,) = stage.news.history()
    assert AGAIN in texts(card)


async def test_where_the_bot_may_not_write_nothing_is_promised(stage: Stage) -> None:
    await published(stage)
    stage.deny(stage.news, discord.Permissions(send_messages=True))
    said = answer(await stage.organiser.slash(stage.lobby, "charter post", channel=stage.news))
    assert "Send Messages" in said
    assert await stage.states() == []


async def test_a_channel_that_goes_away_is_told_with_the_charters_name(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    await published(stage)
    await stage.organiser.slash(stage.lobby, "charter post", channel=stage.news)
    stage.delete_channel(stage.news)
    await stage.deliver()
    notice = stage.lobby.history()[-1]
    assert TITLE in texts(notice)
    assert BODY in answer(await stage.organiser.click(notice, label="Show"))


async def test_paused_it_waits(stage: Stage) -> None:
    await published(stage)
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    said = answer(await stage.organiser.slash(stage.lobby, "charter post", channel=stage.news))
    assert "Everything is paused" in said
    assert await stage.deliver() == 0
    await stage.app.services.guilds.set_paused(stage.actor(), paused=False)
    assert await stage.deliver() == 1


# Again and again


async def scheduled(stage: Stage, when: str = "every month on the 1st 10:00") -> InteractionResult:
    return await stage.organiser.slash(stage.lobby, "charter schedule", when=when, channel=stage.news)


async def test_it_is_posted_again_by_its_plan_in_the_words_that_apply_then(stage: Stage) -> None:
    await published(stage)
    done = answer(await scheduled(stage))
    assert "every month on the 1st" in done
    assert f"<#{stage.news.id}>" in done
    assert await stage.deliver() == 0
    await published(stage, 2, body=AGAIN)
    await stage.restart()
    stage.clock.advance(dt.datetime(2026, 12, 1, 10, 0, 1, tzinfo=dt.UTC) - stage.clock.now())
    await stage.deliver()
    assert [AGAIN in texts(card) for card in stage.news.history()] == [True]
    for month in (1, 2):
        assert await materialise(stage) == 1
        assert await materialise(stage) == 0
        stage.clock.advance(dt.datetime(2027, month, 1, 10, 0, 1, tzinfo=dt.UTC) - stage.clock.now())
        assert await stage.deliver() == 1
    assert len(stage.news.history()) == 3


async def test_its_last_repost_points_to_the_next_version(stage: Stage) -> None:
    await published(stage)
    await posted(stage)
    await scheduled(stage)
    stage.pass_time(days=8, hours=2)
    await stage.deliver()
    await published(stage, 2, body=AGAIN)
    await stage.deliver()
    first, again = stage.news.history()
    assert BODY in texts(first)
    assert "applies no more" in texts(again)


async def test_a_late_one_says_so_and_one_twelve_hours_late_is_dropped(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    await published(stage)
    await scheduled(stage, "every day 10:00")
    due = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
    stage.pass_time(hours=12)
    await stage.deliver()
    assert f"Was due <t:{int(due.timestamp())}" in texts(stage.news.history()[-1])
    stage.clock.advance(due + dt.timedelta(days=1, hours=12, seconds=1) - stage.clock.now())
    await stage.deliver()
    assert len(stage.news.history()) == 1
    assert "too late" in texts(stage.lobby.history()[-1])


async def test_it_stops_by_button_and_by_word(stage: Stage) -> None:
    await published(stage)
    shown = await scheduled(stage)
    old = buttons(shown.response)["Stop it"]
    await scheduled(stage, "every week on Monday 10:00")
    assert "something changed since" in await stage.press_raw(stage.organiser, old)
    shown = await stage.organiser.slash(stage.lobby, "charter schedule")
    assert "every week" in answer(shown) or "every Monday" in answer(shown)
    assert "not posted again by itself any more" in answer(
        await stage.organiser.click(shown.response, label="Stop it")
    )
    assert "is not posted again by itself" in answer(
        await stage.organiser.slash(stage.lobby, "charter schedule")
    )
    await scheduled(stage)
    assert "any more" in answer(await stage.organiser.slash(stage.lobby, "charter schedule", when="Off"))
    assert "is not posted again" in answer(
        await stage.organiser.slash(stage.lobby, "charter schedule", when="off")
    )
    stage.pass_time(days=40)
    assert await materialise(stage) == 0
    assert await stage.deliver() == 0


async def test_what_happens_once_or_nowhere_is_refused_with_the_way_on(stage: Stage) -> None:
    await published(stage)
    assert "Begin with “every”" in answer(await scheduled(stage, "tomorrow 18:00"))
    said = answer(await stage.organiser.slash(stage.lobby, "charter schedule", when="every day 10:00"))
    assert "Say where with the option" in said
    await posted(stage)
    said = answer(await stage.organiser.slash(stage.lobby, "charter schedule", when="every day 10:00"))
    assert f"<#{stage.news.id}>" in said


async def test_the_picker_says_what_is_understood_and_offers_the_end(stage: Stage) -> None:
    async def names(typed: str) -> list[str]:
        found = await stage.organiser.autocomplete(stage.lobby, "charter schedule", "when", typed)
        return [choice["name"] for choice in found]

    off = "Off: post it no more by itself"
    assert off in await names("")
    assert (await names("of"))[0] == off
    assert any("every month on the 1st" in name for name in await names("every month on the 1st 10:00"))
    assert any("Begin with" in name for name in await names("tomorrow 18:00"))
    assert not any("tomorrow" in name for name in await names(""))


async def test_new_zone_data_moves_what_is_promised_and_doubles_nothing(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Asia/Beirut")
    await published(stage)
    await scheduled(stage, "every day 10:00")

    async def owed() -> list[tuple[str, int]]:
        return await stage.app.database.read(
            lambda tx: [
                (row["occurrence"], row["due_at"])
                for row in tx.all(
                    "SELECT occurrence, due_at FROM delivery WHERE state = 'pending' ORDER BY due_at"
                )
            ]
        )

    before = await owed()

    def shift(tx: Transaction) -> None:
        tx.execute("UPDATE delivery SET due_at = due_at + 3600, run_at = run_at + 3600")

    await stage.app.database.write(shift)
    replan = stage.app.features[FEATURE].replan
    assert replan is not None
    assert await replan() == len(before)
    assert await owed() == before


async def test_one_bad_plan_keeps_no_other_from_its_turn(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await published(stage)
    await scheduled(stage, "every day 10:00")

    def spoil(tx: Transaction) -> None:
        tx.execute(
            "INSERT INTO charter_setting (guild_id, channel_id, wall, zone, rule)"
            " VALUES (1, 2, '2026-11-23T10:00:00', 'Nowhere/Atall', 'FREQ=DAILY')"
        )

    await stage.app.database.write(spoil)
    stage.pass_time(days=3)
    assert await materialise(stage) == 3
    assert "the charter of guild 1 could not be planned" in caplog.text


# The role


async def test_who_reads_it_gets_the_role_once(stage: Stage) -> None:
    await published(stage)
    role = crew(stage)
    await stage.organiser.slash(stage.lobby, "charter role", role=role)
    said = await read(stage)
    assert f"You get the role <@&{role.id}>" in said
    await stage.press_raw(stage.member, "charter.read:1")
    await stage.deliver()
    assert role.id in held(stage, stage.member)
    assert await stage.states() == ["sent"]
    assert "You get the role" not in await stage.press_raw(stage.member, "charter.read:1")


async def test_who_left_and_came_back_gets_it_again(stage: Stage) -> None:
    await published(stage)
    role = crew(stage)
    await stage.organiser.slash(stage.lobby, "charter role", role=role)
    await read(stage)
    await stage.deliver()
    stage.take_roles(stage.member)
    stage.pass_time(minutes=2)
    assert "You get the role" in await stage.press_raw(stage.member, "charter.read:1")
    await stage.deliver()
    assert role.id in held(stage, stage.member)


async def test_a_role_that_comes_later_goes_to_those_who_have_read_it(stage: Stage) -> None:
    await published(stage)
    await read(stage)
    role = crew(stage)
    said = answer(await stage.organiser.slash(stage.lobby, "charter role", role=role))
    assert "1 person has read it already" in said
    await stage.deliver()
    assert role.id in held(stage, stage.member)
    assert role.id not in held(stage, stage.organiser)


@pytest.mark.hostile(56)
async def test_a_role_that_the_bot_may_not_give_is_refused_at_the_set_up(stage: Stage) -> None:
    """56."""
    await published(stage)
    low = stage.guild.create_role("Low")
    high = stage.guild.create_role("High")
    stage.env.backend.edit_role(stage.guild.id, high.id, {"position": 99})
    power = stage.guild.create_role("Power", permissions=discord.Permissions(manage_messages=True))
    everyone = stage.guild.roles["@everyone"]
    for role, said in (
        (high, "stands above"),
        (power, "carries rights"),
        (everyone, "Everybody has that role"),
    ):
        assert said in answer(await stage.organiser.slash(stage.lobby, "charter role", role=role))
    assert "Nobody gets a role" in answer(await stage.organiser.slash(stage.lobby, "charter role"))
    assert f"<@&{low.id}>" in answer(await stage.organiser.slash(stage.lobby, "charter role", role=low))


async def test_a_role_that_grew_dangerous_is_not_given_and_told_once(stage: Stage) -> None:
    await stage.set_channel("notices", stage.news)
    await published(stage)
    role = crew(stage)
    await stage.organiser.slash(stage.lobby, "charter role", role=role)
    stage.env.backend.edit_role(
        stage.guild.id, role.id, {"permissions": discord.Permissions(ban_members=True).value}
    )
    await read(stage)
    await read(stage, stage.organiser)
    await stage.deliver()
    assert role.id not in held(stage, stage.member)
    assert sum("carries rights" in texts(message) for message in stage.news.history()) == 1


async def test_no_role_any_more_leaves_it_where_it_is(stage: Stage) -> None:
    await published(stage)
    role = crew(stage)
    await stage.organiser.slash(stage.lobby, "charter role", role=role)
    await read(stage)
    await stage.deliver()
    shown = await stage.organiser.slash(stage.lobby, "charter role")
    old = buttons(shown.response)["No role"]
    done = await stage.organiser.click(shown.response, label="No role")
    assert "Whoever has it keeps it" in answer(done)
    await stage.deliver()
    assert role.id in held(stage, stage.member)
    await stage.press_raw(stage.organiser, old)
    shown = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert shown.count("set the role for reading the charter") == 2
    assert f"<@&{role.id}>" in shown


async def asked_again(stage: Stage) -> tuple[RoleHandle, InteractionResult]:
    """The member has the role by version 1; the organiser, who read nothing, has just published version 2."""
    await published(stage)
    role = crew(stage)
    await stage.organiser.slash(stage.lobby, "charter role", role=role)
    await read(stage)
    await stage.deliver()
    return role, await published(stage, 2, body=AGAIN)


async def test_a_new_version_asks_whether_the_role_stays(stage: Stage) -> None:
    role, done = await asked_again(stage)
    assert f"1 person has <@&{role.id}>" in answer(done)
    assert "keeps the role" in answer(await stage.organiser.click(done.response, label="They keep the role"))
    await stage.deliver()
    assert role.id in held(stage, stage.member)


async def test_everybody_has_to_read_it_again_and_gets_the_role_back(stage: Stage) -> None:
    role, done = await asked_again(stage)
    await stage.restart()
    label = "Everybody has to read it again"
    custom_id = buttons(done.response)[label]
    assert f"loses <@&{role.id}>" in answer(await stage.organiser.click(done.response, label=label))
    await stage.press_raw(stage.organiser, custom_id)
    await stage.deliver()
    assert role.id not in held(stage, stage.member)
    assert await roles_promised(stage) == ["add", "remove"]
    assert "You get the role" in await read(stage)
    await stage.deliver()
    assert role.id in held(stage, stage.member)
    shown = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert shown.count("asked everybody to read the charter") == 1


async def test_who_reads_it_before_the_role_is_taken_keeps_it(stage: Stage) -> None:
    role, done = await asked_again(stage)
    await stage.organiser.click(done.response, label="Everybody has to read it again")
    await read(stage)
    await stage.deliver()
    assert role.id in held(stage, stage.member)


async def test_a_choice_about_an_older_version_is_out_of_date(stage: Stage) -> None:
    role, done = await asked_again(stage)
    old = buttons(done.response)["Everybody has to read it again"]
    await published(stage, 3, body="Third.")
    assert "something changed since" in await stage.press_raw(stage.organiser, old)
    shown = await stage.organiser.slash(stage.lobby, "charter role")
    assert "1 person has it by an earlier version" in answer(shown)
    await stage.organiser.click(shown.response, label="Everybody has to read it again")
    await stage.deliver()
    assert role.id not in held(stage, stage.member)


# For organisers


async def test_organisers_see_who_has_read_it_and_members_do_not(stage: Stage) -> None:
    await published(stage)
    await read(stage)
    shown = await stage.organiser.slash(stage.lobby, "charter show")
    assert "1 person" in answer(shown)
    who = await stage.organiser.click(shown.response, label="Who has read it")
    assert f"<@{stage.member.id}>" in answer(who)
    missing = answer(await stage.organiser.click(who.response, label="Who has not"))
    assert "Discord does not tell the bot who is a member" in missing
    shown = await stage.member.slash(stage.lobby, "charter show")
    assert "Read by" not in answer(shown)
    assert set(buttons(shown.response)) == set()


async def test_readers_come_in_pages(stage: Stage) -> None:
    await published(stage)

    def many(tx: Transaction) -> None:
        tx.many(
            "INSERT INTO charter_reading (charter_id, user_id, guild_id, at) VALUES (1, ?, ?, ?)",
            [(1000 + number, stage.guild.id, number) for number in range(45)],
        )

    await stage.app.database.write(many)
    shown = await stage.press_raw(stage.organiser, "charter.who:1:1")
    assert "45 people have read version 1" in shown
    assert "<@1044>" in shown
    assert "<@1020>" not in shown
    assert "<@1000>" in await stage.press_raw(stage.organiser, "charter.who:1:99")


async def test_with_the_members_intent_it_says_who_has_not(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        stage.bot._connection._intents, "value", discord.Intents(guilds=True, members=True).value
    )
    await published(stage)
    await read(stage)
    left = stage.guild.add_member(stage.env.create_user("gone"))
    await read(stage, left)
    stage.env.backend.remove_member(stage.guild.id, left.id)
    said = await stage.press_raw(stage.organiser, "charter.missing:1")
    assert f"<@{stage.organiser.id}>" in said
    assert f"<@{stage.member.id}>" not in said
    assert f"<@{stage.env.backend.bot_user.id}>" not in said
    members = len(stage.env.backend.get_guild(stage.guild.id).members) - 1
    assert f"1 of {members} members" in said


async def test_when_discord_does_not_say_who_is_here_it_is_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        stage.bot._connection._intents, "value", discord.Intents(guilds=True, members=True).value
    )
    assert "There is no charter yet" in await stage.press_raw(stage.organiser, "charter.missing:1")
    await published(stage)
    stage.env.inject_error("GET", f"/guilds/{stage.guild.id}/members", status=403, code=50001, times=None)
    assert "Discord did not say" in await stage.press_raw(stage.organiser, "charter.missing:1")


async def test_every_version_is_kept_with_its_text_author_and_readers(stage: Stage) -> None:
    await published(stage)
    await read(stage)
    await published(stage, 2, body=AGAIN)
    shown = await stage.organiser.slash(stage.lobby, "charter show")
    listed = await stage.organiser.click(shown.response, label="Versions")
    assert "Version 2" in answer(listed)
    first = answer(await stage.organiser.click(listed.response, custom_id="charter.version:1"))
    assert BODY in first
    assert "applies no more" in first
    assert "1 person" in first
    assert f"<@{stage.organiser.id}>" in first


async def test_versions_come_in_pages(stage: Stage) -> None:
    for number in range(1, 11):
        await published(stage, number, body=f"Text {number}.")
    first = await stage.press_raw(stage.organiser, "charter.versions:1")
    assert "Version 10**" in first
    assert "Version 2**" not in first
    assert "Version 1**" in await stage.press_raw(stage.organiser, "charter.versions:9")


@pytest.mark.hostile(50, 51)
async def test_whoever_lost_the_role_meanwhile_publishes_nothing(stage: Stage) -> None:
    """50, 51."""
    preview = await drafted(stage)
    form = await stage.organiser.slash(stage.lobby, "charter edit")
    stage.take_roles(stage.organiser)
    before = await stage.everything()
    for said in (
        answer(await stage.organiser.submit_modal(form, {"title": "Mine", "body": "Mine"})),
        answer(await stage.organiser.click(preview.response, label="Publish version 1")),
        answer(await stage.organiser.slash(stage.lobby, "charter post", channel=stage.news)),
        answer(await stage.organiser.slash(stage.lobby, "charter role")),
        answer(await stage.organiser.slash(stage.lobby, "charter schedule", when="every day 10:00")),
        answer(await stage.organiser.slash(stage.lobby, "charter edit")),
    ):
        assert "This is for organisers" in said
    assert await stage.everything() == before


# A person who is erased


async def test_erasing_a_person_takes_their_readings_and_drafts_and_leaves_the_charter_without_them(
    stage: Stage,
) -> None:
    await published(stage)
    await read(stage)
    await read(stage, stage.organiser)
    await drafted(stage, body=AGAIN)
    for who in (stage.member, stage.organiser):
        ask = await who.slash(stage.lobby, "privacy delete")
        await who.click(ask.response, label="Delete for good")
    assert await readings(stage) == []
    other = stage.guild.add_member(stage.env.create_user("zeina"), roles=[stage.guild.roles["Team"]])
    said = await stage.press_raw(other, "charter.version:1")
    assert BODY in said
    assert "someone whose data was erased" in said
    rows = await stage.app.database.read(lambda tx: tx.all("SELECT state FROM charter"))
    assert [row["state"] for row in rows] == ["published"]


# What it takes


async def test_a_thousand_readers_are_asked_again_in_one_go(stage: Stage) -> None:
    role, done = await asked_again(stage)

    def many(tx: Transaction) -> None:
        tx.many(
            "INSERT INTO charter_reading (charter_id, user_id, guild_id, at) VALUES (1, ?, ?, 1)",
            [(10**15 + number, stage.guild.id) for number in range(1000)],
        )

    await stage.app.database.write(many)
    said = answer(await stage.organiser.click(done.response, label="Everybody has to read it again"))
    assert f"<@&{role.id}>" in said
    assert (await stage.states()).count("pending") == 1001


async def test_the_longest_text_is_shown_whole_everywhere(stage: Stage) -> None:
    """Discord refuses what is longer: the contract of every request says so."""
    title, body = "t" * rules.TITLE_LIMIT, "b" * rules.BODY_LIMIT
    await published(stage, title=title, body=body)
    await drafted(stage, title=title, body="c" * rules.BODY_LIMIT)
    shown = await stage.organiser.slash(stage.lobby, "charter show")
    assert body in answer(shown)
    assert body in await stage.press_raw(stage.organiser, "charter.version:1")
    assert body in texts(await posted(stage))
