"""What members see of cohorts: the list, the card, their own place, and what the bot writes to them."""

from collections.abc import Sequence

from bot.cohorts.enrolling import Place
from bot.cohorts.enrolling_rules import HERE, free_seats, is_in
from bot.cohorts.looking import Overview
from bot.cohorts.rules import JOINABLE, Cohort, CohortState, Enrolment, EnrolmentState, Session
from bot.language import markup, zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined, safe_body
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Facts,
    Item,
    Link,
    Note,
    Row,
    Style,
    Text,
    Tone,
)
from bot.ui.confirm import confirm_card
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

PAGE = 8
"""Cohorts on a page: three components each, of forty."""
_TONES = {
    CohortState.PLANNED: Tone.NEUTRAL,
    CohortState.ENROLLING: Tone.ANNOUNCEMENT,
    CohortState.RUNNING: Tone.SUCCESS,
    CohortState.CLOSING: Tone.SUCCESS,
    CohortState.CLOSED: Tone.NEUTRAL,
    CohortState.CANCELLED: Tone.DANGER,
}
_HELD = {(True, True): "both", (True, False): "role", (False, True): "thread", (False, False): "none"}
"""What leaving takes besides the seat, by whether the cohort has a role and a private thread."""
_NOT_LEFT = (EnrolmentState.COMPLETED, EnrolmentState.SELECTED)
"""Nothing is left to leave; or the answers to an offer stand there."""


# The card on which people join


def public(one: Overview, t: Translator) -> Card:
    """The card as it stands in a channel, for everybody who reads it."""
    cohort = one.cohort
    buttons: list[Button | Link] = []
    if cohort.state in (CohortState.PLANNED, *JOINABLE):
        buttons = [
            Button(
                label=_join(one, t),
                press=press("cohort.join", cohort.id),
                style=Style.PRIMARY,
                disabled=cohort.state is CohortState.PLANNED,
            ),
            Button(label=t.plain("cohort-leave"), press=press("cohort.leave", cohort.id)),
        ]
    elif cohort.state is CohortState.CLOSING:
        buttons = [Button(label=t.plain("cohort-leave"), press=press("cohort.leave", cohort.id))]
    blocks = [*_about(one, t), *_row([*buttons, *_course_link(cohort, t)])]
    return Card(
        title=t("cohort-name", name=cohort.name),
        tone=_TONES[cohort.state],
        blocks=tuple(blocks),
        footer=t("cohort-footer") if cohort.state in JOINABLE else None,
    )


def moved(cohort: Cohort, t: Translator) -> Card:
    """What is left where the card stood before."""
    where = markup.channel(cohort.card_channel_id or 0)
    return Card(title=t("cohort-name", name=cohort.name), blocks=(Text(t("cohort-card-moved", where=where)),))


def personal(one: Overview, t: Translator, *, added: Safe | None = None) -> Card:
    """A cohort for one reader alone: what they are in it, and what they can do. `added`: what just happened."""
    cohort, mine = one.cohort, one.mine
    said = added or _mine(one, t)
    blocks: list[Block] = [] if said is None else [Text(said), Divider()]
    blocks += _about(one, t)
    buttons: list[Button | Link] = []
    if mine is not None and mine.state is EnrolmentState.SELECTED:
        buttons += _answers(cohort, t)
    elif (mine is None or not is_in(mine)) and cohort.state in JOINABLE:
        buttons.append(
            Button(label=_join(one, t), press=press("cohort.join", cohort.id), style=Style.PRIMARY)
        )
    buttons += _course_link(cohort, t)
    if one.leads:
        buttons.append(Button(label=t.plain("cohort-set-up"), press=press("cohort.edit", cohort.id)))
    blocks += _row(buttons)
    more: list[Button | Link] = []
    if one.following is not None:
        more.append(
            Button(label=t.plain("cohort-sessions"), press=press("cohort-session.list", cohort.id, 1))
        )
    if mine is not None and mine.is_seated:
        more.append(Button(label=t.plain("cohort-reminded"), press=press("cohort-remind.mine", cohort.id)))
    more.append(Button(label=t.plain("cohort-all"), press=press("cohort.list", 1)))
    if mine is not None and is_in(mine) and mine.state not in _NOT_LEFT:
        # Last: leaving is seldom what somebody came for.
        more.append(Button(label=t.plain("cohort-leave"), press=press("cohort.leave", cohort.id)))
    blocks += _row(more)
    return Card(title=t("cohort-name", name=cohort.name), tone=_TONES[cohort.state], blocks=tuple(blocks))


# The list


def listing(page: Page[Overview], t: Translator, *, may_start: bool) -> Card:
    """The cohorts that the reader may see. `may_start`: they may make one."""
    blocks: list[Block] = []
    if not page.items:
        blocks.append(Text(t("cohort-empty-facilitator" if may_start else "cohort-empty")))
    blocks += [
        Item(
            body=_line(one, t),
            button=Button(label=t.plain("cohort-open"), press=press("cohort.card", one.cohort.id)),
        )
        for one in page.items
    ]
    if page.count > 1:
        blocks.append(pager_row("cohort.list", page, t=t))
    return Card(title=t("cohort-list-title"), blocks=tuple(blocks))


# Coming and leaving


def joined_card(place: Place, one: Overview, t: Translator) -> Card:
    """After joining."""
    return personal(one, t, added=_came(place, t))


def left(place: Place, one: Overview, t: Translator) -> Card:
    """After leaving."""
    return personal(one, t, added=t("cohort-left", name=place.cohort.name))


def leave_card(one: Overview, t: Translator) -> Card:
    """What leaving means, before it is done."""
    cohort = one.cohort
    here = one.mine is not None and one.mine.state in HERE
    held = (cohort.role_id is not None, cohort.thread_made)
    blocks: list[Block] = [
        Text(t("cohort-leave-what", name=cohort.name, held=_HELD[held]))
        if here
        else Text(t("cohort-leave-wish", name=cohort.name))
    ]
    if one.waiting and cohort.capacity and here:
        blocks.append(Note(t("cohort-leave-next", count=one.waiting)))
    return confirm_card(
        t("cohort-leave-title"),
        tuple(blocks),
        Button(
            label=t.plain("cohort-leave-do"),
            press=press("cohort.leave-confirm", cohort.id),
            style=Style.DANGER,
        ),
        t,
        press("cohort.card", cohort.id),
    )


def answered(place: Place, t: Translator) -> Card:
    """After yes or no to a seat, wherever it was pressed."""
    # It may stand in a direct message, where Discord knows the names of no roles.
    taken = place.enrolment.state in HERE and place.changed and place.held is None
    if taken:
        said = t("cohort-came-enrolled", name=place.cohort.name)
    elif place.enrolment.state in HERE:
        said = _came(place, t)
    else:
        said = t("cohort-declined", name=place.cohort.name)
    return Card(
        title=t("cohort-name", name=place.cohort.name),
        tone=Tone.SUCCESS if place.enrolment.state in HERE else Tone.NEUTRAL,
        blocks=(Text(said),),
    )


# What the bot writes


def offer(one: Overview, t: Translator, until: Safe) -> Card:
    """The direct message to who is offered a seat."""
    cohort = one.cohort
    key = "cohort-offer-selected" if cohort.by_approval else "cohort-offer-free"
    blocks: list[Block] = [
        Text(t(key, name=cohort.name)),
        Text(t("cohort-offer-until", until=until)),
    ]
    if one.following is not None:
        blocks.append(Facts(((t("cohort-fact-next"), _when(one.following, t)),)))
    blocks.append(Row(tuple(_answers(cohort, t))))
    return Card(
        title=t("cohort-name", name=cohort.name),
        tone=Tone.ANNOUNCEMENT,
        blocks=tuple(blocks),
        footer=t("cohort-offer-why"),
    )


def mention(user_id: int, cohort: Cohort, t: Translator) -> Card:
    """In a channel, for who takes no direct messages: that there is something, and not what."""
    button = Button(
        label=t.plain("cohort-mention-see"), press=press("cohort.mine", cohort.id), style=Style.PRIMARY
    )
    return Card(title="", blocks=(Text(t("cohort-mention", who=markup.user(user_id))), Row((button,))))


def news(cohort: Cohort, what: str, t: Translator) -> Card:
    """News about somebody's own place. `what`: waits, refused, dropped, lapsed or called-off."""
    tone = Tone.NEUTRAL if what == "waits" else Tone.WARNING
    return Card(
        title=t("cohort-name", name=cohort.name),
        tone=tone,
        blocks=(Text(t(f"cohort-news-{what}", name=cohort.name)),),
        footer=t("cohort-offer-why"),
    )


def called_off(cohort: Cohort, people: Sequence[int], t: Translator) -> Card:
    """To a cohort: it is cancelled. `people`: who is named, where it has no role."""
    whom = (
        [markup.role(cohort.role_id)] if cohort.role_id is not None else [markup.user(one) for one in people]
    )
    blocks: list[Block] = [Text(joined(whom, " "))] if whom else []
    blocks.append(Text(t("cohort-called-off", name=cohort.name)))
    return Card(title=t("cohort-called-off-title"), tone=Tone.DANGER, blocks=tuple(blocks))


# Parts that facilitators see as well


def seats(one: Overview, t: Translator) -> Safe:
    """How many seats are taken, and who waits."""
    cohort, taken = one.cohort, one.taken
    if not cohort.capacity:
        said = t("cohort-seats-open", count=taken)
    elif taken < cohort.capacity:
        said = t("cohort-seats", taken=taken, most=cohort.capacity, free=free_seats(cohort, taken) or 0)
    else:
        said = t("cohort-seats-full", taken=taken, most=cohort.capacity)
    return joined([said, t("cohort-seats-waiting", count=one.waiting)], " · ") if one.waiting else said


def language_name(code: str, t: Translator) -> str:
    """A language by its own name."""
    return t.plain(f"cohort-language-{code}") if t.has(f"cohort-language-{code}") else code


def state_name(cohort: Cohort, t: Translator) -> Safe:
    """Where a cohort stands, in words."""
    return t(f"cohort-state-{cohort.state}")


def course(cohort: Cohort, t: Translator) -> Safe:
    """The course by its name."""
    return t("cohort-name", name=cohort.course)


def _about(one: Overview, t: Translator) -> list[Block]:
    cohort = one.cohort
    blocks: list[Block] = []
    if cohort.state is not CohortState.ENROLLING:
        blocks.append(Text(t(f"cohort-said-{cohort.state}")))
    if cohort.description:
        blocks.append(Text(safe_body(cohort.description)))
    rows: list[tuple[str, str]] = []
    if cohort.course:
        rows.append((t("cohort-fact-course"), course(cohort, t)))
    rows.append((t("cohort-fact-language"), t("cohort-name", name=language_name(cohort.language, t))))
    if one.following is not None:
        rows.append((t("cohort-fact-next"), _when(one.following, t)))
    else:
        rows.append((t("cohort-fact-zone"), t("cohort-name", name=zones.city(cohort.zone))))
    if cohort.state in (CohortState.PLANNED, *JOINABLE):
        rows.append((t("cohort-fact-seats"), seats(one, t)))
        rows.append(
            (
                t("cohort-fact-enrolment"),
                t("cohort-by-approval" if cohort.by_approval else "cohort-by-button"),
            )
        )
    if one.facilitators:
        rows.append(
            (t("cohort-fact-facilitators"), joined([markup.user(who) for who in one.facilitators], ", "))
        )
    blocks.append(Facts(tuple(rows)))
    return blocks


def _join(one: Overview, t: Translator) -> str:
    """What joining would be at this moment."""
    cohort = one.cohort
    if cohort.by_approval:
        return t.plain("cohort-apply")
    full = bool(cohort.capacity) and one.taken >= cohort.capacity
    return t.plain("cohort-join-list" if full else "cohort-join")


def _line(one: Overview, t: Translator) -> Safe:
    cohort = one.cohort
    parts = [t("cohort-name", name=language_name(cohort.language, t))]
    if cohort.state is not CohortState.ENROLLING or free_seats(cohort, one.taken) != 0:
        parts.insert(0, state_name(cohort, t))  # not "people can join · full"
    if cohort.state in JOINABLE:
        parts.append(seats(one, t))
    lines = [t("cohort-line", name=cohort.name), joined(parts, " · ")]
    if one.following is not None:
        lines.append(t("cohort-line-next", at=markup.time(one.following.starts_at, "F")))
    said = _mine(one, t)
    return joined(lines if said is None else [*lines, said])


def _mine(one: Overview, t: Translator) -> Safe | None:
    """What the reader is in a cohort, in a sentence; None: nothing."""
    mine = one.mine
    if mine is None or not is_in(mine):
        return None
    if mine.state is EnrolmentState.WAITLISTED:
        return t("cohort-you-waitlisted", number=one.ahead + 1)
    if mine.state is EnrolmentState.SELECTED:
        return _offered(mine, t)
    return t(f"cohort-you-{'enrolled' if mine.is_seated else mine.state}")


def _offered(mine: Enrolment, t: Translator) -> Safe:
    if mine.offered_until is None:
        return t("cohort-you-selected-open")
    return t("cohort-you-selected", until=markup.time(mine.offered_until, "F"))


def _came(place: Place, t: Translator) -> Safe:
    """What joining came to."""
    name, state = place.cohort.name, place.enrolment.state
    if state is EnrolmentState.APPLIED:
        return t("cohort-came-applied" if place.changed else "cohort-you-applied", name=name)
    if state is EnrolmentState.WAITLISTED:
        key = "cohort-came-waitlisted" if place.changed else "cohort-you-waitlisted"
        return t(key, name=name, number=place.ahead + 1)
    if state is EnrolmentState.SELECTED:
        return _offered(place.enrolment, t)
    if state is EnrolmentState.COMPLETED:
        return t("cohort-you-completed")
    if not place.changed:
        return t("cohort-you-enrolled")
    if place.cohort.role_id is None:
        return t("cohort-came-enrolled", name=name)
    if place.held is not None:
        return t("cohort-came-held", name=name)
    return t("cohort-came-role", name=name, role=markup.role(place.cohort.role_id))


def _answers(cohort: Cohort, t: Translator) -> list[Button | Link]:
    ids = (cohort.guild_id, cohort.id)
    return [
        Button(label=t.plain("cohort-accept"), press=press("cohort.accept", *ids), style=Style.PRIMARY),
        Button(label=t.plain("cohort-decline"), press=press("cohort.decline", *ids)),
    ]


def _course_link(cohort: Cohort, t: Translator) -> list[Button | Link]:
    return [Link(label=t.plain("cohort-course-page"), url=cohort.course_url)] if cohort.course_url else []


def _row(buttons: Sequence[Button | Link]) -> list[Block]:
    return [Row(tuple(buttons))] if buttons else []


def _when(session: Session, t: Translator) -> Safe:
    city = zones.city(session.zone)
    return markup.when_both(
        session.starts_at, t.plain("when-anchor", time=f"{session.wall:%H:%M}", city=city)
    )
