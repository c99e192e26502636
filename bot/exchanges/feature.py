"""How exchanges join in: their tables, declared once; the renderers come from `telling/posting.py`."""

import datetime as dt
from typing import Final

from bot.feature import Erasure, PersonalData, Table


def _person(column: str, what: str, erasure: Erasure = Erasure.BLANK) -> PersonalData:
    return PersonalData(column=column, what=what, erasure=erasure)


def _key(column: str, what: str) -> PersonalData:
    return PersonalData(column=column, what=what, erasure=Erasure.UNLINK, is_key=True)


TOLD_KEPT: Final = dt.timedelta(days=60)
"""How long it is remembered who was told of a date: longer than from one word about it to the next."""
IMPORT_KEPT: Final = dt.timedelta(days=1)
"""How long a file that was read and not stored is kept."""
OF_PROJECT: Final = ("exchange_id", "exchange", "id")
TABLES: Final = (
    Table(name="exchange"),
    Table(
        name="exchange_commitment",
        people=(
            _key("said_by", "privacy-exchange-said"),
            _key("confirmed_by", "privacy-exchange-confirmed"),
            _key("held_by", "privacy-exchange-confirmed"),
        ),
    ),
    Table(name="exchange_stakeholder", people=(_person("owner_id", "privacy-exchange-stakeholder"),)),
    Table(name="exchange_action", people=(_person("owner_id", "privacy-exchange-action"),)),
    Table(name="exchange_site", guild=None, parent=OF_PROJECT),
    Table(name="exchange_decision", people=(_key("created_by", "privacy-exchange-decision"),)),
    Table(
        name="exchange_objection",
        people=(_person("user_id", "privacy-exchange-objection", Erasure.DELETE),),
    ),
    Table(
        name="exchange_claim",
        guild=None,
        parent=OF_PROJECT,
        people=(_key("said_by", "privacy-exchange-claim"),),
    ),
    Table(name="exchange_weight", guild=None, parent=OF_PROJECT),
    Table(
        name="exchange_answer",
        # Private: what a network told leaves through totals alone.
        people=(_person("user_id", "privacy-exchange-answer", Erasure.DELETE),),
    ),
    # Who answered what stands behind a total is nobody's but the rule's that lets the next one out.
    Table(name="exchange_publication", guild=None, parent=OF_PROJECT, private=frozenset({"answers"})),
    Table(
        name="exchange_assumption",
        guild=None,
        parent=OF_PROJECT,
        people=(_key("set_by", "privacy-exchange-assumption"),),
    ),
    Table(name="exchange_forecast", guild=None, parent=OF_PROJECT),
    Table(name="exchange_rir_rule", people=(_key("set_by", "privacy-exchange-rule"),)),
    Table(name="exchange_event", people=(_key("by", "privacy-exchange-history"),)),
    Table(name="exchange_file", people=(_key("added_by", "privacy-exchange-file"),)),
    Table(
        name="exchange_file_part",
        guild=None,
        parent=("file_id", "exchange_file", "id"),
        private=frozenset({"content"}),
    ),
    Table(name="exchange_poll"),
    Table(
        name="exchange_import",
        people=(
            PersonalData(
                column="user_id", what="privacy-exchange-import", erasure=Erasure.DELETE, kept=IMPORT_KEPT
            ),
        ),
    ),
    Table(
        name="exchange_import_part",
        guild=None,
        parent=("import_id", "exchange_import", "id"),
        private=frozenset({"content"}),
    ),
    Table(
        name="exchange_insider",
        people=(_person("user_id", "privacy-exchange-insider", Erasure.DELETE),),
    ),
    Table(
        name="exchange_told",
        people=(
            PersonalData(
                column="user_id", what="privacy-exchange-told", erasure=Erasure.DELETE, kept=TOLD_KEPT
            ),
        ),
    ),
    Table(
        name="exchange_typed",
        people=(
            PersonalData(
                column="user_id",
                what="privacy-exchange-typed",
                erasure=Erasure.DELETE,
                kept=dt.timedelta(days=1),
            ),
        ),
    ),
)
