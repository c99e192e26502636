"""What the use cases of sessions begin and end with. Functions of a transaction."""

from bot.cohorts import records as cohorts
from bot.cohorts.rules import LIVE, Cohort
from bot.cohorts.sessions import rules
from bot.errors import StaleError
from bot.guilds.service import settings_in
from bot.people import audit
from bot.people.actor import Actor
from bot.people.service import settings_in as member_in
from bot.storage.database import Transaction


def open_cohort(tx: Transaction, actor: Actor, cohort_id: int) -> Cohort:
    """A cohort that the actor leads, and that is not over."""
    cohort = cohorts.led(tx, actor, cohort_id)
    if cohort.state not in LIVE:
        raise StaleError("cohort-session-cohort-over", name=cohort.name)
    return cohort


def zones_of(tx: Transaction, cohort: Cohort) -> dict[str, int]:
    """The zones of who is in a cohort, with how many have each."""
    usual = settings_in(tx, cohort.guild_id).zone
    return rules.counted(member_in(tx, one.user_id).zone or usual for one in cohorts.seated(tx, cohort.id))


def note(
    tx: Transaction,
    actor: Actor,
    action: str,
    subject: str,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action=action,
        subject=subject,
        before=before,
        after=after,
    )
