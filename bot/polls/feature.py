"""How polls join in: their tables, declared once; the renderers come from `telling/posting.py`."""

import datetime as dt

from bot.feature import Erasure, PersonalData, Table
from bot.polls.rules import Manner


def _person(column: str, what: str) -> PersonalData:
    return PersonalData(column=column, what=what, erasure=Erasure.DELETE)


def _key(column: str, what: str) -> PersonalData:
    return PersonalData(column=column, what=what, erasure=Erasure.UNLINK, is_key=True)


OF_POLL = ("poll_id", "poll", "id")
TABLES = (
    Table(
        name="poll",
        people=(_key("created_by", "privacy-poll-created"), _key("certified_by", "privacy-poll-certified")),
        private=frozenset({"secret", "seed"}),
    ),
    Table(name="poll_option", guild=None, parent=OF_POLL),
    Table(name="poll_person", people=(_person("user_id", "privacy-poll-named"),)),
    Table(name="poll_roll", people=(_key("voter", "privacy-poll-roll"),)),
    Table(name="poll_delegate", people=(_person("user_id", "privacy-poll-delegate"),)),
    Table(
        name="poll_proxy",
        people=(_person("holder_id", "privacy-poll-proxy-held"), _key("giver", "privacy-poll-proxy-given")),
    ),
    Table(
        name="poll_ballot",
        people=(_key("voter", "privacy-poll-ballot"), _key("cast_by", "privacy-poll-cast")),
        private=frozenset({"salt", "receipt", "interaction_id"}),
        # Who voted what leaves through a poll's own export, as its secrecy allows: never in the file of a server.
        unshared=("manner", tuple(one.value for one in Manner)),
    ),
    Table(
        name="poll_sealed",
        guild=None,
        parent=OF_POLL,
        private=frozenset({"id", "vote", "receipt", "advisory"}),
    ),
    Table(name="poll_told", people=(_person("user_id", "privacy-poll-told"),)),
    Table(name="poll_event", people=()),
    Table(
        name="poll_typed",
        people=(
            PersonalData(
                column="user_id",
                what="privacy-poll-typed",
                erasure=Erasure.DELETE,
                kept=dt.timedelta(days=1),
            ),
        ),
    ),
)
