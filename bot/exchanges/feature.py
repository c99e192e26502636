"""How exchanges join in: their tables, declared once; the renderers come from `telling/posting.py`."""

from typing import Final

from bot.feature import Erasure, PersonalData, Table


def _person(column: str, what: str, erasure: Erasure = Erasure.BLANK) -> PersonalData:
    return PersonalData(column=column, what=what, erasure=erasure)


def _key(column: str, what: str) -> PersonalData:
    return PersonalData(column=column, what=what, erasure=Erasure.UNLINK, is_key=True)


OF_PROJECT: Final = ("exchange_id", "exchange", "id")
TABLES: Final = (
    Table(name="exchange"),
    Table(
        name="exchange_commitment",
        people=(
            _key("said_by", "privacy-exchange-said"),
            _key("confirmed_by", "privacy-exchange-confirmed"),
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
    Table(
        name="exchange_answer",
        # Private: what a network told leaves through totals alone.
        people=(_person("user_id", "privacy-exchange-answer", Erasure.DELETE),),
    ),
    Table(name="exchange_publication", guild=None, parent=OF_PROJECT),
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
)
