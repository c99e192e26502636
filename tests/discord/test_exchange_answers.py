"""/exchange readiness, plan and matrix through real commands, menus and forms."""

from typing import Any

import pytest
from simcord import InteractionResult, MemberActor, ResponseMessage

from bot.delivery.pacing import Pace
from bot.errors import StaleError
from bot.exchanges import records, store
from bot.exchanges.answers import ready
from bot.exchanges.answers import store as answers
from bot.exchanges.answers.service import number_of
from bot.exchanges.commitments import standing
from bot.exchanges.messages import minutes_line
from bot.exchanges.model import Project
from bot.exchanges.readiness_rules import Dimension, Gate, GateState, Readiness
from bot.exchanges.rules import ProjectKind, Rung
from bot.storage.database import Transaction
from tests.discord import exchange_drawing
from tests.discord.conftest import Stage, answer, buttons, texts
from tests.discord.exchange_stage import organisation, project, signs

PROOF = "https://proof.example/policy"


@pytest.fixture(autouse=True)
def hurry(stage: Stage) -> None:
    """Send without waiting: Discord is not here to mind."""
    stage.app.pace = Pace(per_second=100_000, per_channel=10_000, new_dm_seconds=0.0)
    stage.dispatcher = stage.app.dispatcher(stage.bot)


@pytest.fixture
def undrawn(stage: Stage) -> None:
    """Pictures cannot be drawn: the words say the same."""
    exchange_drawing.undrawn(stage)


def shown(result: InteractionResult) -> ResponseMessage:
    found = result.followups[-1] if result.followups else result.response
    assert found is not None
    return found


def pictures(card: ResponseMessage) -> list[str]:
    """What is said of each picture on a card."""
    inside: Any = card.components[0]
    return [item["description"] for one in inside["components"] if one["type"] == 12 for item in one["items"]]


async def exchange(stage: Stage, signed: int = 2, **how: Any) -> Project:
    """Cedar IX with so many letters of intent, one who intends and one who was contacted."""
    made = await project(stage, **how)
    for number, name in enumerate(("Litani", "Byblos", "Tyre")[:signed]):
        await signs(stage, made, await organisation(stage, name, 2001 + number))
    await signs(stage, made, await organisation(stage, "Sidon Cable", 2010), Rung.INTENDS)
    await signs(stage, made, await organisation(stage, "Jbeil", 2011), Rung.CONTACTED)
    return made


async def ask(
    stage: Stage, what: str = "readiness", who: MemberActor | None = None, **options: str
) -> InteractionResult:
    return await (who or stage.member).slash(stage.news, f"exchange {what}", **options)


async def computed(stage: Stage, of: Project) -> Readiness:
    return await stage.app.database.read(lambda tx: ready.readiness(tx, of))


async def says(
    stage: Stage, of: Project, target: Gate | Dimension, who: MemberActor | None = None, **fields: Any
) -> InteractionResult:
    """An organiser chooses a gate or dimension in the menu, and fills its form."""
    who = who or stage.organiser
    card = await ask(stage, who=who)
    form = await who.select(shown(card), values=[str(number_of(target))], custom_id=f"ready.set:{of.id}")
    assert form.modal is not None
    return await who.submit_modal(form, fields)


async def history(stage: Stage, of: Project) -> list[str]:
    found = await stage.app.database.read(lambda tx: store.history(tx, of.id, limit=50))
    t = stage.app.catalogue.translator("en")
    return [minutes_line(one, None, t) for one in found]


# Readiness


async def test_gates_come_first_and_an_open_one_is_not_hidden_by_a_score(stage: Stage, undrawn: None) -> None:
    made = await exchange(stage)
    said = answer(await ask(stage))
    assert "Not ready yet." in said
    assert "0 of 8 gates are met" in said
    assert "⬜ **Critical mass of independent networks**: 2 of 3" in said
    assert "⬜ **Different AS numbers**: 2 of 3" in said
    assert "⬜ **Neutral site, in writing**: not shown yet" in said
    assert said.index("Gates") < said.index("Score: 10 of 100")  # 2 of 4 points, rounded down, of weight 20
    assert "one more independent network is needed" in said
    assert "Sidon Cable (intends to join), Jbeil (contacted)." in said
    assert "Say what is there" not in said  # a member
    found = await computed(stage, made)
    assert not found.ready
    assert found.gates[Gate.CRITICAL_MASS] is GateState.FAILED


async def test_an_organiser_says_what_is_there_and_only_evidence_counts(stage: Stage, undrawn: None) -> None:
    made = await exchange(stage, signed=3)
    said = answer(await says(stage, made, Gate.OPEN_POLICY, points="4", link="", note="ask Rana"))
    assert "“Open participation policy, published” is unproven." in said
    assert "❔ **Open participation policy, published**: said, without evidence" in said
    before = await computed(stage, made)
    assert before.gates[Gate.OPEN_POLICY] is GateState.UNPROVEN

    said = answer(await says(stage, made, Gate.OPEN_POLICY, points="4", link=PROOF, note="ask Rana"))
    assert "“Open participation policy, published” is met." in said
    assert "proof.example" in said
    assert (await computed(stage, made)).gates[Gate.OPEN_POLICY] is GateState.MET
    member = answer(await ask(stage))
    assert "✅ **Critical mass of independent networks**: 3 of 3" in member
    assert "ask Rana" not in member

    said = answer(await says(stage, made, Dimension.GOVERNANCE, points="3", link="", note="", weight="15"))
    assert "It counts once there is evidence." in said
    unproven = await computed(stage, made)
    said = answer(await says(stage, made, Dimension.GOVERNANCE, points="3", link=PROOF, note="", weight="30"))
    assert "“Governance” has 3 of 4." in said
    assert "weighs 26 %" in said  # 30 of 115
    assert (await computed(stage, made)).score > unproven.score
    lines = await history(stage, made)
    assert lines[0] == "Readiness: “Governance” weighs 30 now."
    assert lines[1] == "Readiness: “Governance” was given 3 of 4 points, with evidence."
    assert "Readiness: “Open participation policy, published” is met, with evidence." in lines


async def test_a_decision_is_evidence_as_long_as_it_stands(stage: Stage, undrawn: None) -> None:
    made = await exchange(stage)

    def adopted(tx: Any) -> int:
        return int(
            tx.insert(
                "INSERT INTO exchange_decision (exchange_id, guild_id, topic, state, title, created_by, created_at, updated_at)"
                " VALUES (?, ?, 'legal-form', 'adopted', 'An association', 'key', 0, 0)",
                (made.id, stage.guild.id),
            )
        )

    decision = await stage.app.database.write(adopted)
    await says(stage, made, Gate.GOVERNANCE, points="4", link="", decision=[str(decision)], note="")
    assert (await computed(stage, made)).gates[Gate.GOVERNANCE] is GateState.MET
    card = await ask(stage, who=stage.organiser)
    number = number_of(Dimension.GOVERNANCE)
    form = await stage.organiser.select(shown(card), values=[str(number)], custom_id=f"ready.set:{made.id}")
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE exchange_decision SET state = 'superseded' WHERE id = ?", (decision,))
    )
    assert (await computed(stage, made)).gates[Gate.GOVERNANCE] is GateState.UNPROVEN
    assert "**Governance vehicle**: what proved it no longer stands" in answer(await ask(stage))
    fields = {"points": "4", "link": "", "decision": [str(decision)], "note": "", "weight": "15"}
    assert "does not stand any more" in answer(await stage.organiser.submit_modal(form, fields))
    assert (await computed(stage, made)).score == 10


async def test_two_kinds_of_evidence_are_refused_and_nothing_is_stored(stage: Stage, undrawn: None) -> None:
    made = await exchange(stage)
    await stage.app.database.write(
        lambda tx: tx.insert(
            "INSERT INTO exchange_decision (exchange_id, guild_id, topic, state, title, created_by, created_at, updated_at)"
            " VALUES (?, ?, 'location', 'adopted', 'Adonis', 'key', 0, 0)",
            (made.id, stage.guild.id),
        )
    )
    before = await stage.everything()
    for fields, sentence in (
        ({"link": PROOF, "decision": ["1"]}, "Give one kind of evidence"),
        ({"link": "http://plain.example"}, "https"),
        ({"link": "javascript:alert(1)"}, "https"),
    ):
        result = await says(stage, made, Gate.NEUTRAL_SITE, points="4", note="", **fields)
        assert sentence in answer(result)
    said = answer(await says(stage, made, Dimension.SITE, points="2", link="", note="", weight="101"))
    assert "whole number from 0 to 100" in said
    assert await stage.everything() == before


async def test_a_form_that_was_overtaken_stores_nothing(stage: Stage, undrawn: None) -> None:
    made = await exchange(stage)
    card = await ask(stage, who=stage.organiser)
    number = number_of(Gate.NO_BLOCKER)
    form = await stage.organiser.select(shown(card), values=[str(number)], custom_id=f"ready.set:{made.id}")
    await says(stage, made, Gate.NO_BLOCKER, points="0", link="", note="the licence")
    said = answer(await stage.organiser.submit_modal(form, {"points": "4", "link": PROOF, "note": ""}))
    assert "was changed meanwhile" in said
    assert (await computed(stage, made)).gates[Gate.NO_BLOCKER] is GateState.FAILED


async def test_members_and_demoted_organisers_change_nothing(stage: Stage, undrawn: None) -> None:
    made = await exchange(stage)
    card = await ask(stage, who=stage.organiser)
    number = number_of(Gate.NO_BLOCKER)
    form = await stage.organiser.select(shown(card), values=[str(number)], custom_id=f"ready.set:{made.id}")
    plan = await stage.press_raw(stage.organiser, f"ready.forecast:{made.id}", stage.news)
    assert "Members you expect" in plan
    before = await stage.everything()
    stage.take_roles(stage.organiser)
    said = answer(await stage.organiser.submit_modal(form, {"points": "4", "link": PROOF, "note": ""}))
    assert "Only organisers can change" in said
    for who in (stage.member, stage.organiser):
        for route in ("forecast", "rule", "rule-drop", "forecast-set", "rule-set"):
            sentence = await stage.press_raw(who, f"ready.{route}:{made.id}", stage.news)
            assert "Only organisers can change" in sentence
    assert await stage.everything() == before


async def test_long_links_push_no_gate_out(stage: Stage, undrawn: None) -> None:
    made = await exchange(stage)
    link = f"https://proof.example/{'x' * 470}"

    def said(tx: Transaction) -> None:
        for what in [*(f"gate:{one}" for one in Gate), *(f"dimension:{one}" for one in Dimension)]:
            tx.execute(
                "INSERT INTO exchange_claim (exchange_id, what, points, evidence, said_by, said_at) VALUES (?, ?, 4, ?, 'key', 0)",
                (made.id, what, link),
            )

    await stage.app.database.write(said)
    shown_ = answer(await ask(stage, who=stage.organiser))
    assert "✅ **No open legal blocker** · with evidence" in shown_
    assert "**Sustainability** 4 of 4" in shown_
    assert link not in shown_


async def test_what_nobody_ticks_cannot_be_set(stage: Stage, undrawn: None) -> None:
    made = await exchange(stage)
    card = await ask(stage, who=stage.organiser)
    menu = texts(shown(card))
    assert menu.count("Critical mass of independent networks") == 1  # as a gate, and not in the menu
    service = stage.app.services.answers
    for target in (Gate.CRITICAL_MASS, Gate.DISTINCT_ASNS, Gate.CHARTER, Dimension.CRITICAL_MASS):
        with pytest.raises(Exception, match="ready-target-gone"):
            await service.asked(stage.actor(), made.id, number_of(target))
    with pytest.raises(Exception, match="ready-target-gone"):
        await service.asked(stage.actor(), made.id, 10**17)


async def test_what_waits_for_confirmation_is_unproven(stage: Stage, undrawn: None) -> None:
    made = await exchange(stage)
    third = await organisation(stage, "Tyre", 2003)
    await stage.app.database.write(
        lambda tx: standing.say(
            tx,
            records.existing(tx, stage.guild.id, made.id),
            third.id,
            Rung.LETTER,
            stage.actor(),
            evidence=PROOF,
        )
    )
    said = answer(await ask(stage))
    assert "❔ **Critical mass of independent networks**: 2 of 3; enough said so" in said
    assert (await computed(stage, made)).gates[Gate.CRITICAL_MASS] is GateState.UNPROVEN


async def test_what_if_somebody_leaves(stage: Stage, undrawn: None) -> None:
    made = await exchange(stage, signed=3)
    card = await ask(stage)
    options = await stage.app.database.read(lambda tx: standing.commitments(tx, made))
    who = next(one.organisation_id for one in options if 2001 in one.asns)
    before = await stage.everything()
    asked = await stage.member.select(shown(card), values=[str(who)], custom_id=f"ready.leaves:{made.id}")
    said = answer(asked)
    assert "If Litani left" in said
    assert "**3 → 2** of 3" in said
    assert "Critical mass of independent networks: **met → open**" in said
    assert "Score: **20 → 10** of 100" in said
    assert await stage.everything() == before
    back = await stage.member.click(shown(asked), custom_id=f"ready.show:{made.id}")
    assert "3 of 3" in answer(back)
    await stage.app.database.write(
        lambda tx: tx.execute("DELETE FROM exchange_commitment WHERE organisation_id = ?", (who,))
    )
    gone = await stage.member.select(
        shown(await ask(stage)), values=["2"], custom_id=f"ready.leaves:{made.id}"
    )
    assert "If Byblos left" in answer(gone)
    with pytest.raises(StaleError):
        await stage.app.services.answers.what_if(stage.actor(), made.id, who)


async def test_a_nog_has_lighter_gates_and_no_plan(stage: Stage, undrawn: None) -> None:
    made = await project(stage, name="Cedar NOG", kind=ProjectKind.NOG)
    for number in range(3):
        await signs(stage, made, await organisation(stage, f"Host {number}", 2001 + number), Rung.INTERESTED)
    said = answer(await ask(stage))
    assert "1 of 5 gates are met" in said
    assert "✅ **Convenors from different organisations**: 3 of 3" in said
    assert "Technical design" not in said
    assert "AS numbers" not in said
    assert "has no peering LAN to plan" in answer(await ask(stage, "plan"))
    assert "has no peering LAN to plan" in answer(await ask(stage, "matrix"))
    await says(stage, made, Gate.CHARTER, points="4", link=PROOF, note="")
    assert (await computed(stage, made)).gates[Gate.CHARTER] is GateState.MET


async def test_without_a_project_and_for_one_that_is_gone(stage: Stage, undrawn: None) -> None:
    for what in ("readiness", "plan", "matrix"):
        assert "Nothing is being founded here yet" in answer(await ask(stage, what))
        assert "no such project" in answer(await ask(stage, what, exchange="77"))
    for route in ("show", "plan"):
        assert "no such project" in await stage.press_raw(stage.member, f"ready.{route}:77", stage.news)
    assert "no such project" in await stage.press_raw(stage.member, "ready.matrix:77:1", stage.news)


async def test_buttons_of_before_a_restart_work(stage: Stage, undrawn: None) -> None:
    made = await exchange(stage)
    card = await ask(stage)
    assert {"To the project", "Plan", "Who would peer"} <= set(buttons(shown(card)))
    await stage.restart()
    assert "Peering LAN" in await stage.press_raw(stage.member, f"ready.plan:{made.id}", stage.news)


async def test_the_pictures_come_with_their_words(stage: Stage) -> None:
    made = await exchange(stage)
    await exchange_drawing.drawn(stage, made)
    exchange_drawing.undrawn(stage)
    for what, begins in (
        ("readiness", "Score 10 of 100. Critical mass 2 of 4, "),
        ("plan", "Members expected: Now 2, In 3 months 3, "),
        ("matrix", "3 networks in rows and columns; 0 pairs by route servers, 0 bilaterally."),
    ):
        card = shown(await ask(stage, what))
        (alt,) = pictures(card)
        assert alt.startswith(begins)


async def test_a_picture_that_cannot_be_drawn_is_left_out(stage: Stage, undrawn: None) -> None:
    await exchange(stage)
    said = await ask(stage)
    assert "Score: 10 of 100" in answer(said)
    assert pictures(shown(said)) == []


# Plan


async def test_the_plan_goes_by_the_ladder_until_somebody_forecasts(stage: Stage, undrawn: None) -> None:
    made = await exchange(stage)
    said = answer(await ask(stage, "plan"))
    assert "**Now** · 2 members · everybody with everybody 1 session, by route servers 4 *" in said
    assert "**In 2 years** · 4 members" in said
    assert "fewer sessions from 6 members on" in said
    assert "Ask RIPE NCC for a **/26**" in said
    assert "ripe-804" in said
    assert "Mon 23 Nov 2026" in said
    assert "Ask your registry before you rely on it" in said
    assert "more than a year ago" not in said
    assert "Nothing to reckon with yet" in said
    assert "Forecast" not in said  # a member

    form = await stage.organiser.click(
        shown(await ask(stage, "plan", stage.organiser)), custom_id=f"ready.forecast:{made.id}"
    )
    said = answer(
        await stage.organiser.submit_modal(
            form, {"months-0": "", "months-3": "10", "months-12": "35", "months-24": "80"}
        )
    )
    assert "The plan goes by your forecast now." in said
    assert "**In 1 year** · 35 members · everybody with everybody 595 sessions, by route servers 70" in said
    assert "Ask RIPE NCC for a **/25**: that is more than the /26" in said
    assert "It is full from **" in said
    assert (await history(stage, made))[0] == "A forecast of members was entered; in a year: 35."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"months-3": "many"}, "is no number of members"),
        ({"months-3": "-4"}, "is no number of members"),
        ({"months-12": "10001"}, "from 0 to 10,000"),
        ({"months-3": "10", "months-12": "4"}, "become fewer"),
    ],
)
async def test_a_forecast_that_cannot_be_is_refused(
    stage: Stage, undrawn: None, fields: dict[str, str], sentence: str
) -> None:
    made = await exchange(stage)
    card = shown(await ask(stage, "plan", stage.organiser))
    form = await stage.organiser.click(card, custom_id=f"ready.forecast:{made.id}")
    before = await stage.everything()
    empty = {f"months-{one}": "" for one in (0, 3, 12, 24)}
    assert sentence in answer(await stage.organiser.submit_modal(form, empty | fields))
    assert await stage.everything() == before


async def test_organisers_know_their_registry_better(stage: Stage, undrawn: None) -> None:
    made = await exchange(stage)
    rule = {
        "members": "2",
        "prefix": "/25",
        "largest": "/23",
        "source": "https://ripe.example/7",
        "checked": "",
    }

    async def enter(**fields: str) -> str:
        card = shown(await ask(stage, "plan", stage.organiser))
        form = await stage.organiser.click(card, custom_id=f"ready.rule:{made.id}")
        return answer(await stage.organiser.submit_modal(form, rule | fields))

    for fields, sentence in (
        ({"prefix": "/24", "largest": "/26"}, "smaller than the first"),
        ({"prefix": "/64"}, "from /19 to /29"),
        ({"members": "0"}, "from 1 to 100"),
        ({"source": "   "}, "Say where the rule stands"),
        ({"checked": "05/12/2026"}, "Type it as 2026-11-23"),
        ({"checked": "2027-01-01"}, "not ahead"),
    ):
        assert sentence in await enter(**fields)
    said = await enter()
    assert "gives a new exchange a /25, and at most a /23" in said
    assert "as your organisers noted" in said
    assert (await history(stage, made))[0].startswith("The rule of RIPE NCC was entered: 2 members, a /25")
    stage.pass_time(days=366)
    said = answer(await ask(stage, "plan", stage.organiser))
    assert "checked more than a year ago. Ask RIPE NCC" in said
    dropped = await stage.press_raw(stage.organiser, f"ready.rule-drop:{made.id}", stage.news)
    assert "ripe-804" in dropped
    assert "The built-in rule holds again." in dropped
    assert "There is no rule of your own" in await stage.press_raw(
        stage.organiser, f"ready.rule-drop:{made.id}", stage.news
    )
    assert (
        await stage.app.database.read(
            lambda tx: answers.own_rule(tx, stage.guild.id, made.rir)  # type: ignore[arg-type]
        )
        is None
    )


async def test_without_a_region_the_plan_says_who_can_tell(stage: Stage, undrawn: None) -> None:
    made = await exchange(stage)
    await stage.app.database.write(lambda tx: store.note(tx, made, rir=""))
    said = answer(await ask(stage, "plan", stage.organiser))
    assert "An organiser can with /exchange edit" in said
    assert "with /exchange edit first" in await stage.press_raw(
        stage.organiser, f"ready.rule:{made.id}", stage.news
    )


async def test_savings_stand_on_what_was_published_alone(stage: Stage, undrawn: None) -> None:
    """KIXP 2012: 1,000 Mbit/s at 125 a month are 1.5 million a year."""
    made = await exchange(stage)
    await stage.app.database.write(
        lambda tx: (
            tx.execute(
                "INSERT INTO exchange_publication (exchange_id, of, answers, contributors, figure, published_at)"
                " VALUES (?, 'traffic', '[]', 3, '1000', 0)",
                (made.id,),
            ),
            tx.execute(
                "INSERT INTO exchange_assumption (exchange_id, price, cost, currency, source, set_by, set_at)"
                " VALUES (?, '125', '0', 'USD', 'offers of 2012', 'key', 0)",
                (made.id,),
            ),
        )
    )
    said = answer(await ask(stage, "plan"))
    assert "At least 1,500,000 USD a year" in said
    assert "offers of 2012" in said


# Matrix


async def test_who_would_peer_with_whom(stage: Stage, undrawn: None) -> None:
    made = await exchange(stage, signed=3)
    assert "4 networks" in answer(await ask(stage, "matrix"))  # who was only contacted is not planned with
    policies = {2001: "open", 2002: "open", 2003: "restrictive", 2010: "no"}
    for asn, policy in policies.items():
        await stage.app.database.write(
            lambda tx, asn=asn, policy=policy: tx.execute(  # type: ignore[misc]
                "UPDATE network SET policy = ? WHERE asn = ?", (policy, asn)
            )
        )
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE exchange_commitment SET facility = 'Adonis' WHERE organisation_id = 1")
    )
    said = answer(await ask(stage, "matrix"))
    assert (
        "Of 6 pairs of different organisations, **1** would exchange traffic by the route servers and **2**"
        in said
    )
    assert "of 3 it is not known, or one of them peers with nobody" in said
    assert "**AS2003** Tyre · restrictive policy · Bilaterally" in said
    assert "Adonis: 1 network" in said
    assert "Not said yet: 3 networks" in said
    assert made.id


async def test_the_matrix_of_nobody_and_of_many(stage: Stage, undrawn: None) -> None:
    made = await project(stage)
    assert "Nobody with an AS number" in answer(await ask(stage, "matrix"))
    for number in range(17):
        await signs(
            stage, made, await organisation(stage, f"Net {number:02}", 3001 + number), Rung.INTERESTED
        )
    first = await ask(stage, "matrix")
    assert "AS3017" not in answer(first)
    second = await stage.member.click(shown(first), custom_id=f"ready.matrix:{made.id}:2")
    assert "AS3017" in answer(second)
    assert "AS3001" not in answer(second)


# Hostile


@pytest.mark.hostile(1, 2, 3, 4, 5, 6)
async def test_hostile_names_stay_text(stage: Stage, undrawn: None) -> None:
    names = ("@everyone", "<@&1>", "<#1> </x:1>", "[x](https://evil.example)", "# big\n> q ```", "a\u202eb")
    made = await project(stage, name="**Bold** @here")
    for number, name in enumerate(names):
        await signs(stage, made, await organisation(stage, name, 3001 + number), Rung.INTENDS)
    for what in ("readiness", "matrix"):
        card = shown(await ask(stage, what))
        said = "\n".join(one["content"] for one in card.components[0]["components"] if one["type"] == 10)
        assert "@everyone" not in said.replace("@\u200beveryone", "")
        assert "<@&1>" not in said
        assert "](https://evil.example)" not in said
        assert "\u202e" not in said
        assert "**Bold**" not in said
