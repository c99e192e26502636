"""Discord's scheduled events of sessions: which there are to be, and the promises that make, change and delete them.

Functions of a transaction. A session knows what its event was last promised to show (`event_shown`); whenever that is
something else than it should be, the promise still open is taken back and another is made. Where Discord refused, nothing
more is promised in that guild until one try, made now and then, has worked.
"""

from dataclasses import replace
from typing import Final

from bot.cohorts import records as cohorts
from bot.cohorts.rules import REMINDING, Cohort, Session, SessionState
from bot.cohorts.sessions import store
from bot.cohorts.sessions.rules import DELETED, MOST_EVENTS, REFUSED, shown_by_event
from bot.delivery import outbox
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Outcome
from bot.storage.database import Transaction

FEATURE: Final = "sessions"
EVENT: Final = "event"
_PASSING = frozenset({"missing-permissions", "missing-access", "full"})
"""Reasons that organisers can mend, or that pass by themselves."""
_GONE: Final = "event-gone"
_TAKEN_AWAY = frozenset({"", REFUSED, DELETED})


def may_have(tx: Transaction, cohort: Cohort, session: Session) -> bool:
    """Whether a session is one of those that Discord may show: still to come, of a cohort that people can join or are in."""
    return session.state is SessionState.PLANNED and session.starts_at > tx.now and cohort.state in REMINDING


def changed(tx: Transaction, cohort: Cohort, session: Session) -> None:
    """A session is new or another now: promise its event, or what becomes of it. The nearest come first."""
    if session.ends_at <= tx.now or session.event_shown == DELETED:
        return
    if not may_have(tx, cohort, session):
        _want(tx, session, "")
        return
    wanted = shown_by_event(cohort, session)
    if session.event_shown == wanted:
        return
    if session.event_shown in ("", REFUSED):
        if store.is_refused(tx, session.guild_id):
            store.set_event(tx, session.id, event_id=session.event_id, shown=REFUSED, turn=session.event_turn)
            return
        if not _room_for(tx, session):
            return
    _want(tx, session, wanted)


def arrange(tx: Transaction, guild_id: int, *, may_hold: bool) -> int:
    """Bring a guild's events up to date with everything that changed around them; returns how many promises were made.

    `may_hold`: whether the bot holds the permission for events now. Where Discord refused, one is tried.
    """
    refused = store.is_refused(tx, guild_id)
    if refused and not may_hold:
        return 0
    done = 0
    nearest = {one.id: one for one in store.nearest(tx, guild_id, tx.now, MOST_EVENTS)}
    standing = {one.id: one for one in store.with_event(tx, guild_id)}
    known: dict[int, Cohort] = {}
    # Deleted first: what goes makes room for what comes.
    for one in standing.values():
        if one.id not in nearest and one.event_shown not in ("", DELETED) and one.starts_at > tx.now:
            done += _want(tx, one, "")
    for one in nearest.values():
        if one.cohort_id not in known:
            known[one.cohort_id] = cohorts.existing(tx, guild_id, one.cohort_id)
        wanted = shown_by_event(known[one.cohort_id], one)
        if one.event_shown in (wanted, DELETED):
            continue
        done += _want(tx, one, wanted)
        if refused:
            break  # one try is enough to know
    return done


def needs_arranging(tx: Transaction, guild_id: int, *, may_hold: bool) -> bool:
    """Whether `arrange` would promise anything."""
    if store.is_refused(tx, guild_id):
        return may_hold
    nearest = {one.id: one for one in store.nearest(tx, guild_id, tx.now, MOST_EVENTS)}
    if any(
        one.id not in nearest and one.event_shown not in ("", DELETED) and one.starts_at > tx.now
        for one in store.with_event(tx, guild_id)
    ):
        return True
    return any(
        one.event_shown != DELETED
        and one.event_shown != shown_by_event(cohorts.existing(tx, guild_id, one.cohort_id), one)
        for one in nearest.values()
    )


def settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    """What became of a promise about an event."""
    session = store.session(tx, delivery.guild_id, delivery.subject_id)
    if session is None:
        return
    action, shown = str(delivery.details.get("action")), str(delivery.details.get("shown", ""))
    is_latest = (delivery.details.get("turn"), shown) == (session.event_turn, session.event_shown)
    match outcome.state:
        case DeliveryState.SENT:
            event_id = None if action == "delete" else outcome.result_id
            session = replace(session, event_id=event_id)
            if action != "delete":
                _works_again(tx, session)
            current = session.event_shown if is_latest else shown
            _keep(tx, session, current)
            if not is_latest:
                cohort = cohorts.existing(tx, session.guild_id, session.cohort_id)
                changed(tx, cohort, replace(session, event_shown=current))
        case DeliveryState.DEAD if outcome.reason == _GONE:
            _keep(tx, replace(session, event_id=None), DELETED)
        case DeliveryState.DEAD if outcome.reason in _PASSING:
            _refuse(tx, session)
        case DeliveryState.DEAD | DeliveryState.DROPPED:
            pass  # told by now; the next change tries again
        case _ if is_latest:
            # Nobody wanted it any more at the moment it was due: what is wanted is looked at anew.
            _keep(tx, session, "" if action == "create" else session.event_shown)


def _want(tx: Transaction, session: Session, wanted: str) -> int:
    """Promise that the event of a session shows this ("": that there is none); returns how many promises that takes."""
    if session.event_shown == wanted:
        return 0
    doubtful = _doubtful(tx, session)
    outbox.cancel(
        tx,
        guild_id=session.guild_id,
        feature=FEATURE,
        subject_id=session.id,
        template=EVENT,
        keep_occurrences=[] if doubtful is None else [doubtful.occurrence],
    )
    turn = session.event_turn + 1
    if doubtful is not None and wanted:
        turn = int(str(doubtful.details.get("turn")))  # the same promise, brought up to date
    store.set_event(tx, session.id, event_id=session.event_id, shown=wanted, turn=turn)
    if session.event_id is None and not wanted:
        return 0  # one that may be there is deleted when it settles
    action = "delete" if not wanted else "create" if session.event_id is None else "edit"
    details: dict[str, object] = {"action": action, "shown": wanted, "turn": turn}
    if session.event_id is not None:
        details["event_id"] = session.event_id
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=session.guild_id,
            kind=EffectKind.EVENT,
            feature=FEATURE,
            template=EVENT,
            subject_id=session.id,
            target_id=session.guild_id,
            occurrence=f"session:{session.id}:event:{turn}",
            details=details,
            due_at=tx.now,
        ),
    )
    return 1


def _doubtful(tx: Transaction, session: Session) -> Delivery | None:
    """The promise to make an event of which nobody knows yet whether Discord has it."""
    if session.event_id is not None:
        return None
    return next(
        (
            one
            for one in outbox.upcoming(tx, session.guild_id, FEATURE, session.id)
            if one.template == EVENT
            and one.first_attempt_at is not None
            and one.details.get("action") == "create"
        ),
        None,
    )


def _room_for(tx: Transaction, session: Session) -> bool:
    """Whether there is room for another event; one that is further away makes it."""
    if store.count_events(tx, session.guild_id) < MOST_EVENTS:
        return True
    furthest = store.furthest_event(tx, session.guild_id)
    if furthest is None or furthest.starts_at <= session.starts_at:
        return False  # it gets one when nearer ones are over: `arrange`
    _want(tx, furthest, "")
    return True


def _refuse(tx: Transaction, session: Session) -> None:
    """Discord takes no events: nothing more is asked of it in this guild until one try has worked."""
    for one in store.open_events(tx, session.guild_id):
        open_now = outbox.cancel(
            tx, guild_id=one.guild_id, feature=FEATURE, subject_id=one.id, template=EVENT
        )
        if open_now:
            _keep(tx, one, REFUSED)
    _keep(tx, session, REFUSED)


def _works_again(tx: Transaction, session: Session) -> None:
    for one in store.with_event(tx, session.guild_id):
        if one.event_shown == REFUSED and one.id != session.id:
            _keep(tx, one, "")


def _keep(tx: Transaction, session: Session, shown: str) -> None:
    store.set_event(tx, session.id, event_id=session.event_id, shown=shown, turn=session.event_turn)
