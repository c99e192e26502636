"""Who is in a cohort, as facilitators see it: applicants, everybody, and one person."""

from bot.cohorts.enrolling_rules import HERE, is_in
from bot.cohorts.messages import seats
from bot.cohorts.roster import TEAM_LIMIT, Chosen, Person, Roster
from bot.cohorts.rules import LIVE, Enrolment, EnrolmentState
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Facts,
    Form,
    Link,
    Note,
    Row,
    Style,
    Text,
    TextField,
    Tone,
    UserSelect,
)
from bot.ui.confirm import confirm_card
from bot.ui.pages import pager_row
from bot.ui.routes import press


def applicants(roster: Roster, t: Translator, *, chosen: Chosen | None = None) -> Card:
    """A page of who applied, and the menus that answer them. `chosen`: what was just decided."""
    cohort, page = roster.overview.cohort, roster.people
    blocks: list[Block] = []
    if chosen is not None:
        blocks += [Text(_decided(chosen, t)), Divider()]
    blocks.append(Facts(((t("cohort-fact-seats"), seats(roster.overview, t)),)))
    if page.items:
        lines = [
            t("cohort-applicant", who=markup.user(one.user_id), at=markup.time(one.queued_at, "R"))
            for one in page.items
        ]
        blocks.append(Text(joined(lines)))
        blocks += [
            UserSelect(
                press=press("cohort.select", cohort.id),
                placeholder=t.plain("cohort-applicants-select"),
                least=1,
                most=25,
            ),
            UserSelect(
                press=press("cohort.refuse", cohort.id),
                placeholder=t.plain("cohort-applicants-refuse"),
                least=1,
                most=25,
            ),
        ]
        blocks.append(Note(t("cohort-applicants-note")))
    else:
        blocks.append(Text(t("cohort-applicants-none")))
    if page.count > 1:
        blocks.append(pager_row("cohort.applicants", page, cohort.id, t=t))
    blocks.append(Row(_back(roster, t)))
    return Card(
        title=t("cohort-applicants-title", name=cohort.name), tone=Tone.SETTINGS, blocks=tuple(blocks)
    )


def people(roster: Roster, t: Translator) -> Card:
    """A page of everybody who has to do with a cohort."""
    cohort, page = roster.overview.cohort, roster.people
    blocks: list[Block] = [Facts(((t("cohort-fact-seats"), seats(roster.overview, t)),))]
    if page.items:
        blocks.append(Text(joined([_line(one, t) for one in page.items])))
    else:
        blocks.append(Text(t("cohort-people-none")))
    if page.count > 1:
        blocks.append(pager_row("cohort.people", page, cohort.id, t=t))
    blocks.append(
        UserSelect(
            press=press("cohort.person", cohort.id), placeholder=t.plain("cohort-people-choose"), least=1
        )
    )
    blocks.append(Row(_back(roster, t)))
    return Card(title=t("cohort-people-title", name=cohort.name), tone=Tone.SETTINGS, blocks=tuple(blocks))


def person(found: Person, t: Translator, *, added: Safe | None = None) -> Card:
    """One person of a cohort, and what can be decided about them."""
    cohort, one = found.overview.cohort, found.enrolment
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    buttons: list[Button | Link] = []
    if one is None or not is_in(one):
        blocks.append(Text(t("cohort-person-out", who=markup.user(found.user_id))))
    if one is not None:
        rows: list[tuple[str, str]] = [
            (t("cohort-fact-person"), markup.user(one.user_id)),
            (t("cohort-fact-state"), t(f"cohort-is-{one.state}")),
            (t("cohort-fact-since"), markup.time(one.queued_at, "D")),
        ]
        if one.active_at is not None:
            rows.append((t("cohort-fact-active"), markup.time(one.active_at, "R")))
        if one.team:
            rows.append((t("cohort-fact-team"), t("cohort-name", name=one.team)))
        blocks.append(Facts(tuple(rows)))
        ids = (cohort.id, one.user_id, one.version)
        if one.is_seated:
            buttons.append(Button(label=t.plain("cohort-person-done"), press=press("cohort.done", *ids, 1)))
        if one.state is EnrolmentState.COMPLETED:
            buttons.append(Button(label=t.plain("cohort-person-undone"), press=press("cohort.done", *ids, 0)))
        if one.state in HERE:
            buttons.append(Button(label=t.plain("cohort-person-team"), press=press("cohort.team", *ids[:2])))
    if cohort.state in LIVE and (one is None or one.state not in HERE):
        buttons.insert(
            0,
            Button(label=t.plain("cohort-person-in"), press=press("cohort.put-in", cohort.id, found.user_id)),
        )
    if one is not None and is_in(one) and one.state is not EnrolmentState.COMPLETED:
        buttons.append(
            Button(
                label=t.plain("cohort-person-take-out"),
                press=press("cohort.take-out", cohort.id, one.user_id),
                style=Style.DANGER,
            )
        )
    if buttons:
        blocks.append(Row(tuple(buttons)))
    blocks.append(Row((Button(label=t.plain("cohort-people"), press=press("cohort.people", cohort.id, 1)),)))
    return Card(title=t("cohort-people-title", name=cohort.name), tone=Tone.SETTINGS, blocks=tuple(blocks))


def take_out_card(found: Person, t: Translator) -> Card:
    """What taking somebody out means, before it is done."""
    cohort, one = found.overview.cohort, found.enrolment
    version = 0 if one is None else one.version
    return confirm_card(
        t("cohort-take-out-title"),
        (Text(t("cohort-take-out-what", who=markup.user(found.user_id), name=cohort.name)),),
        Button(
            label=t.plain("cohort-person-take-out"),
            press=press("cohort.take-out-confirm", cohort.id, found.user_id, version),
            style=Style.DANGER,
        ),
        t,
        press("cohort.people", cohort.id, 1),
    )


def team_form(found: Person, t: Translator) -> Form:
    """The group that somebody works in."""
    one = found.enrolment
    return Form(
        title=t.plain("cohort-person-team"),
        press=press(
            "cohort.team-set", found.overview.cohort.id, found.user_id, 0 if one is None else one.version
        ),
        fields=(
            TextField(
                key="team",
                label=t.plain("cohort-field-team"),
                description=t.plain("cohort-field-team-hint"),
                value="" if one is None else one.team,
                required=False,
                most=TEAM_LIMIT,
            ),
        ),
    )


def _decided(chosen: Chosen, t: Translator) -> Safe:
    said: list[Safe] = []
    if chosen.offered:
        said.append(t("cohort-chosen-offered", count=chosen.offered))
    if chosen.waiting:
        said.append(t("cohort-chosen-waiting", count=chosen.waiting))
    if chosen.refused:
        said.append(t("cohort-chosen-refused", count=chosen.refused))
    if chosen.others:
        said.append(t("cohort-chosen-others", count=chosen.others))
    return joined(said)


def _line(one: Enrolment, t: Translator) -> Safe:
    state = t(f"cohort-is-{one.state}")
    if one.team:
        return t("cohort-person-line-team", who=markup.user(one.user_id), state=state, team=one.team)
    return t("cohort-person-line", who=markup.user(one.user_id), state=state)


def _back(roster: Roster, t: Translator) -> tuple[Button, ...]:
    return (Button(label=t.plain("cohort-set-up"), press=press("cohort.edit", roster.overview.cohort.id)),)
