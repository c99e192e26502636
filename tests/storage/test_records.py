"""Every table belongs to a feature, which says what of a person is in it, and what a person is cannot be overlooked.

A new column has a name that is known to hold nobody (`NOBODY`), or it is declared: nothing is left to be remembered.
"""

import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.announcements import rules as announcements
from bot.app import App
from bot.clock import SystemClock
from bot.config import (
    BackupSettings,
    DatabaseSettings,
    DeliverySettings,
    DiscordSettings,
    LogSettings,
    Settings,
)
from bot.delivery import feature as delivery
from bot.feature import Erasure, Feature, PersonalData, Table
from bot.language.catalogue import SOURCE
from bot.people import audit
from bot.privacy import rules as privacy
from bot.privacy import store
from bot.privacy.store import UndeclaredError
from bot.storage.database import Transaction

_NAMES = """
action after alt approve_all approve_role_size attempt before body changes channel_id content corrects day dm
event_wall feature folded group_id guild_id hash id in_channel key kind language message_id name not_on occurrence
offset_seconds panel_channel_id panel_message_id ping position previous publish purpose quiet_from quiet_until reason
result_id revises revises_version role_id rule searched skips_holidays snoozed state subject subject_id template term
title value version wall zone announcement_id charter_id number emoji tag_id style moderated topic_id has_role
about answer asked head_id heads in_forum label meaning nudge_hours place question tags thread_id urgency
asn batch capacity cards cause impact learned least outage_id region regions severity text wakes words
body etag modified source status
contact network_id note proof role token token_place vouched
closed_at code event_id event_shown event_turn fingerprint link materials milestone_id minutes recording sequence source_sequence
uid walls
added as_set changed count country first import_id organisation_id peeringdb_id policy reading speed stored website
by_approval cohort_id card_channel_id card_message_id changes confirm_hours course_id description late_minutes milestone_offsets
nudge_days nudge_most nudges parent_id personal self_report session_offsets team thread_made url
how looked_at session_id threshold tries answers
cancelled chosen done doubt hours ignored is_open lineage posts said total weeks
account calendar_sequence ends_wall maintenance_id moves occasion provider reference sequence starts_wall uid works
days item_id
advisory bound cleaning closes_wall confirmed copied_from definition definition_hash electorate electorate_id equal_ranks extended
extension_hours fields goal goal_unit head manner may_block method none_option opens_wall outcome outcome_option part poll_id
proxies quorum quorum_kind receipt receipts reminders required result result_message_id review_on roll salt seats secrecy secret
seed standings start thread_wanted threshold_base threshold_strict tie_outside tie_value vote voter weight weighted detail
interaction_id
address band checked_on city consensus contacted_on contributors cost counting currency decision_id dimension due_on evidence
exchange_id facility figure file_id form held_evidence held_rung largest linked media_type members merged_into months of own_asn
points port prefix price public_thread_id rir rung scores servers sha256 sites size stage stage_before superseded_by taken
told_lapse topic wanted what withdrawn
"""
NOBODY = set(_NAMES.split())
"""Names that hold no person in any table. Ids of Discord here are of channels, roles, messages and guilds."""

DECIDED = {"actor_key.actor", "exchange_decision.superseded_by", "exchange_event.details"}
"""The key itself: its row is declared by the person whom it stands for, and goes with them. What took a decision's place is
a decision; what a line of minutes is made of is words, and never who."""

INSTANT = re.compile(r"(\w+_)?(at|until|since)")
PERSON = re.compile(r"(\w+_)?(user|member|person|author|actor|approver|owner|holder|asker|by|who)(_id|_key)?")
"""Names that hold a person wherever they stand; a JSON object that may hold one: `details`."""


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    settings = Settings(
        discord=DiscordSettings(),
        database=DatabaseSettings(path=tmp_path / "bot.sqlite3"),
        delivery=DeliverySettings(),
        log=LogSettings(),
        token=SecretStr("not-a-token"),
    )
    async with App.open(settings, SystemClock()) as found:
        yield found


async def schema(app: App) -> dict[str, dict[str, str]]:
    """Table → column → type, of a migrated database."""

    def operation(tx: Transaction) -> dict[str, dict[str, str]]:
        tables = tx.all("SELECT name, type FROM pragma_table_list WHERE schema = 'main'")
        return {
            table["name"]: {
                row["name"]: row["type"]
                for row in tx.all("SELECT name, type FROM pragma_table_info(?)", (table["name"],))
            }
            for table in tables
            if table["type"] != "shadow" and not table["name"].startswith("sqlite_")
        }

    return await app.database.read(operation)


def declared(features: dict[str, Feature]) -> list[tuple[str, Table]]:
    return [(feature.name, table) for feature in features.values() for table in feature.tables]


async def test_each_table_belongs_to_one_feature(app: App) -> None:
    owners: dict[str, list[str]] = {}
    for feature, table in declared(app.features):
        owners.setdefault(table.name, []).append(feature)
    there = await schema(app)
    assert there.keys() - owners.keys() == set(), "declare the table in its feature: bot/feature.py"
    assert owners.keys() - there.keys() == set(), "no migration makes these"
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


async def test_each_column_that_can_hold_a_person_is_declared(app: App) -> None:
    there = await schema(app)
    unclear = []
    for _, table in declared(app.features):
        known = {data.column for data in table.people}
        known |= {data.only[0] for data in table.people if data.only is not None}
        known |= {place.partition(".")[2] for place in DECIDED if place.startswith(f"{table.name}.")}
        for column in there[table.name].keys() - known:
            is_someone = PERSON.fullmatch(column) or column == "details"
            if is_someone or not (column in NOBODY or INSTANT.fullmatch(column)):
                unclear.append(f"{table.name}.{column}")
    assert unclear == [], "can it hold a person? Declare it as PersonalData; else add its name to NOBODY"


async def test_what_is_declared_is_in_the_schema(app: App) -> None:
    there = await schema(app)
    tables = {table.name: table for _, table in declared(app.features)}
    for table in tables.values():
        columns = there[table.name]
        named = {data.column for data in table.people} | table.private
        named |= {data.only[0] for data in table.people if data.only is not None}
        if table.unshared is not None:
            named.add(table.unshared[0])
        if table.withheld is not None:
            named |= table.withheld[0] | {table.withheld[1]}
        if table.guild is not None:
            named.add(table.guild)
            assert table.parent is None, f"{table.name} is a guild's by itself or by its parent, not both"
        if table.parent is not None:
            mine, parent, theirs = table.parent
            named.add(mine)
            assert theirs in there[parent], f"{table.name} names {parent}.{theirs}"
            assert parent in tables
        assert named <= columns.keys(), f"{table.name} has no {named - columns.keys()}"
        assert table.guild is not None or "guild_id" not in columns, f"{table.name} knows its guild"


async def test_the_rows_of_a_table_that_points_to_a_guilds_are_a_guilds_too(app: App) -> None:
    """Else a purge would leave them, or fail on them."""
    tables = {table.name: table for _, table in declared(app.features)}

    def operation(tx: Transaction) -> dict[str, set[str]]:
        return {
            name: {
                row["target"]
                for row in tx.all('SELECT "table" AS target FROM pragma_foreign_key_list(?)', (name,))
            }
            for name in tables
        }

    for name, targets in (await app.database.read(operation)).items():
        for target in targets:
            assert tables[name].guild is not None or tables[name].parent is not None, f"{name} → {target}"


async def test_what_is_declared_of_people_can_be_erased(app: App) -> None:
    there = await schema(app)
    t = app.catalogue.translator(SOURCE)
    for _, table in declared(app.features):
        for data in table.people:
            place = f"{table.name}.{data.column}"
            assert t.plain(data.what), place
            assert data.erasure is not Erasure.UNLINK or data.is_key, f"{place}: only a key can be unlinked"
            assert data.inside is None or data.erasure is Erasure.BLANK, f"{place}: of JSON one key goes"
            kind = there[table.name][data.column]
            assert kind == ("TEXT" if data.is_key or data.inside else "INTEGER"), place


async def test_bytes_are_in_no_export(app: App) -> None:
    there = await schema(app)
    assert [
        f"{table.name}.{column}"
        for _, table in declared(app.features)
        for column, kind in there[table.name].items()
        if kind == "BLOB" and column not in table.private
    ] == []


async def test_each_column_of_an_export_is_explained(app: App) -> None:
    t = app.catalogue.translator(SOURCE)
    there = await schema(app)
    bare = {
        column
        for _, table in declared(app.features)
        if table.guild is not None or table.parent is not None or table.people
        for column in there[table.name]
        if column not in table.private and not t.has(f"privacy-column-{column.replace('_', '-')}")
    }
    assert bare == set(), "say in privacy.ftl what it means: privacy-column-<name>"


async def test_no_explanation_is_of_a_column_that_is_not_there(app: App) -> None:
    columns = {column.replace("_", "-") for found in (await schema(app)).values() for column in found}
    keys = app.catalogue.language(SOURCE).keys
    told = {key.removeprefix("privacy-column-") for key in keys if key.startswith("privacy-column-")}
    assert told - columns == set()


def lines() -> dict[str, str]:
    """Table → its line in PRIVACY.md, of those that know a person."""
    text = (Path(__file__).parents[2] / "PRIVACY.md").read_text(encoding="utf-8")
    return {found[2]: found[0] for found in re.finditer(r"(?m)^(\|[^|]*)\| `(\w+)` \|.*$", text)}


async def test_privacy_md_names_every_table_and_those_that_know_a_person_in_its_table(app: App) -> None:
    text = (Path(__file__).parents[2] / "PRIVACY.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)`", text))
    tables = [table for _, table in declared(app.features)]
    assert {table.name for table in tables} - named == set()
    assert lines().keys() == {table.name for table in tables if table.people}


async def test_privacy_md_says_what_a_deletion_does(app: App) -> None:
    for _, table in declared(app.features):
        if not table.people:
            continue
        fate = lines()[table.name].rstrip("|").rpartition("|")[2]
        goes = any(data.erasure is Erasure.DELETE for data in table.people)
        # A request goes with the draft it is about: the feature itself withdraws it.
        assert (
            ("deleted" in fate) if goes or table.name == "announcement_approval" else ("without you" in fate)
        )


async def test_the_ages_in_privacy_md_are_those_of_the_code(app: App) -> None:
    def told(days: int) -> str:
        return f"{days} day" + ("s" if days > 1 else "")

    for _, table in declared(app.features):
        for data in table.people:
            age = lines()[table.name].split("|")[4]
            if data.kept is None:
                assert "until" in age or "as long as" in age, table.name
            else:
                assert re.search(rf"\b{told(data.kept.days)}\b", age), table.name
    text = (Path(__file__).parents[2] / "PRIVACY.md").read_text(encoding="utf-8")
    assert f"a draft {told(announcements.DRAFT_KEPT.days)}" in lines()["announcement"]
    assert f"in `delivery` for {told(delivery.KEPT.days)}" in text
    assert f"{told(privacy.GUILD_KEPT.days)} after the bot was removed" in text
    assert f"{BackupSettings().keep} of them are kept" in text


@pytest.mark.parametrize(("left_at", "gone"), [("NULL", False), ("1", True)])
async def test_only_the_log_of_a_server_that_was_left_can_be_deleted(
    app: App,
    left_at: str,
    gone: bool,  # noqa: FBT001
) -> None:
    def fill(tx: Transaction) -> None:
        tx.execute(f"INSERT INTO guild (guild_id, joined_at, left_at) VALUES (5, 1, {left_at})")  # noqa: S608
        audit.record(tx, guild_id=5, user_id=1, action="setup.zone", subject="")
        audit.record(tx, guild_id=6, user_id=1, action="setup.zone", subject="")

    await app.database.write(fill)
    delete = app.database.write(lambda tx: tx.execute("DELETE FROM audit_event WHERE guild_id = 5"))
    if gone:
        assert await delete == 1
    else:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            await delete
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        await app.database.write(lambda tx: tx.execute("DELETE FROM audit_event WHERE guild_id = 6"))


async def test_a_declaration_the_schema_does_not_know_touches_nothing(app: App) -> None:
    wrong = Table(
        name="member",
        guild=None,
        people=(PersonalData(column="nobody", what="people-data-member", erasure=Erasure.DELETE),),
    )
    with pytest.raises(UndeclaredError, match="member has no nobody"):
        await app.database.write(
            lambda tx: store.erase(tx, {"member": wrong}, store.Person(user_id=1, key=None))
        )


@pytest.mark.parametrize(
    "column", ["user_id", "target_user_id", "author", "asked_by", "approved_by", "member_id", "owner", "by"]
)
def test_the_rule_knows_a_person(column: str) -> None:
    assert PERSON.fullmatch(column)
    assert column not in NOBODY


@pytest.mark.parametrize("column", ["title", "channel_id", "body", "guild_id", "created_at"])
def test_the_rule_knows_what_is_nobody(column: str) -> None:
    assert not PERSON.fullmatch(column)
