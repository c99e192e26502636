"""The walk through commitments, for test_pseudo_locale.py: every command, press and form, what waits, what is refused."""

from typing import TYPE_CHECKING

from simcord import ResponseMessage
from simcord.backend.models import Message

from bot.exchanges import store
from bot.exchanges.commitments.messages import code
from bot.exchanges.rules import Rung
from bot.language.catalogue import PSEUDO
from bot.storage.database import Transaction
from tests.discord import exchange_stage
from tests.discord.cohort_stage import as_actor

if TYPE_CHECKING:
    from simcord import MemberActor

    from tests.discord.test_pseudo_locale import Walk

TITLE = "Peering day"
"""Nothing that the pseudo language would mark."""
LINK = "https://example.net/letter"
FIRST, SECOND, THIRD = 64503, 64504, 64505
COMMITMENT_WORDS = (
    LINK, "Walked IX", *(f"Walked {number:02}" for number in range(20)), "letter.pdf", "evidence-1.pdf", "Gbit/s", "Mbit/s",
    *(f"AS{number}" for number in (FIRST, SECOND, THIRD)), *(f"AS{64600 + number}" for number in range(20)),
    "2027-11-23", "2028-01-01", "Nobody", "YYYY-MM-DD",
)  # fmt: skip
"""What people typed besides, and what is the same in every language."""


async def walk_exchange_commitments(walk: "Walk") -> None:
    """Said by members, recorded and confirmed by organisers, looked at by everybody."""
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    project = await exchange_stage.project(stage, name="Walked IX")
    exchange, pid = str(project.id), project.id
    salma = await _organiser(walk)
    for option, typed in (("organisation", "Walked"), ("rung", ""), ("exchange", "Walked")):
        await walk.complete(nadia, "exchange commit", option, typed)
    await walk.complete(omar, "exchange ladder", "exchange", "Walked")
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE network_claim SET state = 'withdrawn' WHERE user_id = ?", (omar.id,))
    )  # of another walk
    empty = await walk.slash(omar, "exchange ladder", exchange=exchange)
    await walk.click(omar, empty.response, "commit.mine")
    await walk.press(omar, f"commit.say:{pid}:2")

    first = await exchange_stage.organisation(stage, "Walked 01", FIRST)
    await exchange_stage.speaks(stage, omar, FIRST)
    await walk.press(omar, f"commit.withdraw:{pid}")
    mine = await walk.click(omar, empty.response, "commit.mine")
    said = await walk.click(omar, mine.response, "commit.as", first.id * 2)
    form = await walk.click(omar, said.response, "commit.sign", first.id * 2)
    await walk.submit(omar, form, link="folder", until="", site="", port="")
    form = await walk.click(omar, said.response, "commit.sign", first.id * 2)
    await walk.submit(omar, form, link=LINK, until=TITLE, site="", port="")
    form = await walk.click(omar, said.response, "commit.sign", first.id * 2)
    await walk.submit(omar, form, link=LINK, until="", site="", port=TITLE)
    form = await walk.click(omar, said.response, "commit.sign", first.id * 2)
    await walk.submit(omar, form, link="", until="", site="", port="")
    form = await walk.click(omar, said.response, "commit.sign", first.id * 2)
    said = await walk.submit(omar, form, link=LINK, until="2028-01-01", site=TITLE, port="10G")
    await walk.press(omar, f"commit.waiting:{pid}:1")

    ladder = await walk.slash(nadia, "exchange ladder", exchange=exchange)
    waiting = await walk.click(nadia, ladder.response, "commit.waiting")
    one = await walk.select(nadia, waiting.response, f"commit.one:{pid}", str(first.id))
    form = await walk.click(nadia, one.response, "commit.refuse")
    await walk.submit(nadia, form, reason=TITLE)
    form = await walk.click(omar, said.response, "commit.sign", first.id * 2)
    await walk.submit(omar, form, link=LINK, until="2028-01-01", site=TITLE, port="10G")
    waiting = await walk.click(nadia, (await _ladder(walk, nadia, exchange)), "commit.waiting")
    one = await walk.select(nadia, waiting.response, f"commit.one:{pid}", str(first.id))
    done = await walk.click(nadia, one.response, "commit.confirm")
    await walk.click(nadia, done.response, "commit.waiting")
    await walk.press(nadia, f"commit.confirm:{pid}:{first.id}:1")
    await _say_and_withdraw(walk, pid, first.id)
    await _several(walk, pid)
    await _recorded(walk, nadia, salma, exchange)
    for number in range(17):
        last = await exchange_stage.organisation(stage, f"Walked {number + 3:02}", 64600 + number)
        await exchange_stage.signs(stage, project, last, Rung.INTERESTED)
    shown = await walk.slash(omar, "exchange ladder", exchange=exchange)
    await walk.click(omar, shown.response, "commit.ladder", 2)
    await walk.select(omar, shown.response, f"commit.one:{pid}", str(last.id))
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE exchange SET stage = 'abandoned' WHERE id = ?", (pid,))
    )
    await walk.press(omar, f"commit.say:{pid}:2")
    await _gone(walk)


async def _say_and_withdraw(walk: "Walk", pid: int, organisation_id: int) -> None:
    omar = walk.stage.member
    asked = await _pressed(walk, omar, f"commit.as:{pid}:{code(Rung.INTERESTED)}:{organisation_id * 2}")
    await walk.click(omar, asked, "commit.keep")
    asked = await _pressed(walk, omar, f"commit.as:{pid}:{code(Rung.INTERESTED)}:{organisation_id * 2}")
    mine = await _pressed(walk, omar, f"commit.mine:{pid}")
    gone = await walk.click(omar, mine, "commit.withdraw-as")
    back = await walk.click(omar, gone.response, "commit.restore")
    await walk.press(omar, f"commit.restore:{pid}:{organisation_id * 2}:1")
    lowered = await walk.click(omar, asked, "commit.lower")
    assert lowered.response is not None
    asked = await _pressed(walk, omar, f"commit.as:{pid}:{code(Rung.INTERESTED)}:{organisation_id * 2}")
    await walk.click(omar, asked, "commit.lower")
    await walk.press(omar, f"commit.sign:{pid}:{code(Rung.INTERESTED)}:{organisation_id * 2}")
    assert back.response is not None


async def _several(walk: "Walk", pid: int) -> None:
    """Somebody who speaks for two networks is asked which."""
    stage, omar = walk.stage, walk.stage.member
    second = await exchange_stage.organisation(stage, "Walked 02", SECOND)
    await exchange_stage.speaks(stage, omar, SECOND)
    which = await _pressed(walk, omar, f"commit.say:{pid}:{code(Rung.INTENDS)}")
    await walk.select(omar, which, f"commit.which:{pid}:{code(Rung.INTENDS)}", str(second.id * 2))
    mine = await _pressed(walk, omar, f"commit.mine:{pid}")
    await walk.select(omar, mine, f"commit.party:{pid}", str(second.id * 2))
    await _pressed(walk, omar, f"commit.withdraw:{pid}")


async def _recorded(walk: "Walk", nadia: "MemberActor", salma: "MemberActor", exchange: str) -> None:
    """What an organiser notes, and another one looks at."""
    third = await exchange_stage.organisation(walk.stage, "Walked 00", THIRD)
    base = {"exchange": exchange, "organisation": str(third.id)}
    await walk.slash(walk.stage.member, "exchange commit", **base, rung="mou", evidence=LINK)
    await walk.slash(nadia, "exchange commit", exchange=exchange, organisation="Nobody", rung="mou")
    await walk.slash(nadia, "exchange commit", **base, rung=TITLE)
    await walk.slash(nadia, "exchange commit", **base, rung="mou")
    await walk.slash(
        nadia, "exchange commit", **base, rung="mou", evidence=LINK, port="100G", valid_until="2028-01-01"
    )
    await walk.stage.app.database.write(
        lambda tx: tx.execute(
            "INSERT INTO exchange_file (id, exchange_id, guild_id, name, media_type, size, sha256, added_by, added_at)"
            " VALUES (1, ?, ?, 'letter.pdf', 'application/pdf', 3, 'x', 'x', 1)",
            (int(exchange), walk.stage.guild.id),
        )
    )
    await walk.stage.app.database.write(
        lambda tx: (
            tx.execute(
                "INSERT INTO exchange_file_part (file_id, position, content) VALUES (1, 0, ?)", (b"PDF",)
            ),
            tx.execute(
                "UPDATE exchange_commitment SET evidence = 'file:1' WHERE organisation_id = ?", (third.id,)
            ),
        )
    )
    found = await walk.stage.app.database.read(lambda tx: store.standing(tx, int(exchange), third.id))
    assert found is not None
    await walk.press(nadia, f"commit.confirm:{exchange}:{third.id}:{found.version}")
    waiting = await walk.click(salma, await _ladder(walk, salma, exchange), "commit.waiting")
    one = await walk.select(salma, waiting.response, f"commit.one:{exchange}", str(third.id))
    await walk.click(salma, one.response, "commit.file")
    await walk.click(salma, one.response, "commit.confirm")
    await walk.press(nadia, "commit.file:999")


async def _organiser(walk: "Walk") -> "MemberActor":
    """Another organiser: whoever noted something does not confirm it."""
    stage = walk.stage
    who = stage.guild.add_member(stage.env.create_user("salma"))
    roles = stage.env.backend.get_guild(stage.guild.id).roles.values()
    team = next(one.id for one in roles if one.name == "Team")
    stage.env.backend.edit_member(stage.guild.id, who.id, {"role_ids": [team]})
    await stage.app.services.people.set_language(as_actor(stage, who), PSEUDO)
    return who


async def _ladder(walk: "Walk", who: "MemberActor", exchange: str) -> ResponseMessage:
    found = await walk.slash(who, "exchange ladder", exchange=exchange)
    assert found.response is not None
    return found.response


async def _pressed(walk: "Walk", who: "MemberActor", custom_id: str) -> ResponseMessage:
    """What a press on the public card answers."""
    stage = walk.stage
    button = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id}
    carrier = stage.env.backend.commit_message(
        Message(
            id=stage.env.backend.snowflake(),
            channel_id=stage.lobby.id,
            author_id=stage.env.backend.bot_user.id,
            content="",
            components=[{"type": 1, "components": [button]}],
        )
    )
    found = await walk.click(who, ResponseMessage(stage.env, carrier), custom_id.partition(":")[0])
    assert found.response is not None
    return found.response


async def _gone(walk: "Walk") -> None:
    """Take away what was said for, for those who walk on."""

    def operation(tx: Transaction) -> None:
        tx.execute("DELETE FROM exchange WHERE name GLOB 'Walked *'")
        tx.execute(
            "DELETE FROM network_claim WHERE network_id IN (SELECT id FROM network WHERE asn BETWEEN 64503 AND 64700)"
        )
        tx.execute("DELETE FROM network WHERE asn BETWEEN 64503 AND 64700")
        tx.execute("DELETE FROM organisation WHERE name GLOB 'Walked *'")

    await walk.stage.app.database.write(operation)
