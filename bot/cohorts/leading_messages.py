"""What facilitators see of a cohort: the card to complete, its forms, and the question before each step."""

from bot.cohorts import enrolling_rules, messages
from bot.cohorts.enrolling_rules import said_offsets, usual_next
from bot.cohorts.leading import Wanted
from bot.cohorts.looking import Outlook, Standing
from bot.cohorts.rules import LIVE, MOVES, Cohort, CohortState
from bot.errors import RefusedError
from bot.guilds.rules import ANNOUNCEMENT, TEXT
from bot.language import markup, zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.topics.rules import TopicView, held_back
from bot.ui import reply
from bot.ui.cards import (
    Block,
    Button,
    Card,
    ChannelSelect,
    CheckboxField,
    Divider,
    Facts,
    Form,
    Link,
    Note,
    Option,
    RoleSelect,
    Row,
    Select,
    Style,
    Text,
    TextField,
    Tone,
    UserSelect,
)
from bot.ui.confirm import confirm_card
from bot.ui.routes import press

STATES = tuple(CohortState)
"""By their number in a custom_id."""


def card(standing: Standing, view: TopicView, t: Translator, *, added: Safe | None = None) -> Card:
    """A cohort with everything that can be changed of it. `view`: its channels and its role as they are now."""
    cohort = standing.cohort
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    blocks.append(Facts(tuple(_facts(standing, t))))
    blocks += [Note(one) for one in _warnings(standing, view, t)]
    live = cohort.state in LIVE
    if live:
        blocks.append(Row(tuple(_steps(cohort, t))))
        blocks += _menus(standing, view, t)
        blocks.append(Row(tuple(_forms(standing, t))))
    blocks.append(Row(tuple(_people(standing, t))))
    return Card(title=t("cohort-set-up-title", name=cohort.name), tone=Tone.SETTINGS, blocks=tuple(blocks))


def created(standing: Standing, t: Translator) -> Safe:
    """The sentence above the card of a new cohort."""
    return t("cohort-created", name=standing.cohort.name)


# Forms


def new_form(t: Translator) -> Form:
    """What a new cohort is asked for first."""
    return _text_form(Wanted(name=""), press("cohort.new"), t, t.plain("cohort-form-new"))


def write_form(cohort: Cohort, t: Translator) -> Form:
    """Its texts, and how many seats it has."""
    wanted = Wanted(
        name=cohort.name,
        course=cohort.course,
        url=cohort.course_url,
        description=cohort.description,
        capacity=str(cohort.capacity) if cohort.capacity else "",
    )
    return _text_form(
        wanted, press("cohort.write", cohort.id, cohort.version), t, t.plain("cohort-form-text")
    )


def returned(error: RefusedError, wanted: Wanted, t: Translator) -> Card:
    """What was typed comes back with its refusal: it was long to type."""
    blocks: list[Block] = [Text(reply.sentence(error, t))]
    if wanted.description.strip():
        blocks += [Divider(), Text(t("cohort-returned")), Text(markup.verbatim(wanted.description))]
    return Card(title="", tone=Tone.WARNING, blocks=tuple(blocks))


def zone_form(cohort: Cohort, t: Translator) -> Form:
    """The anchor zone, by the name of a city."""
    return Form(
        title=t.plain("cohort-form-zone"),
        press=press("cohort.zone-set", cohort.id, cohort.version),
        fields=(
            TextField(
                key="zone",
                label=t.plain("cohort-field-zone"),
                description=t.plain("cohort-field-zone-hint"),
                value=zones.city(cohort.zone),
                most=zones.LONGEST,
            ),
        ),
    )


def reminders_form(cohort: Cohort, t: Translator) -> Form:
    """How long before people are reminded."""
    return Form(
        title=t.plain("cohort-form-reminders"),
        press=press("cohort.reminders-set", cohort.id, cohort.version),
        fields=(
            TextField(
                key="sessions",
                label=t.plain("cohort-field-sessions"),
                description=t.plain("cohort-field-offsets-hint"),
                value=said_offsets(cohort.session_offsets),
                required=False,
                most=60,
            ),
            TextField(
                key="milestones",
                label=t.plain("cohort-field-milestones"),
                description=t.plain("cohort-field-milestones-hint"),
                value=said_offsets(cohort.milestone_offsets),
                required=False,
                most=60,
            ),
        ),
    )


def care_form(cohort: Cohort, t: Translator) -> Form:
    """When somebody who fell silent is nudged, and the other small rules."""
    return Form(
        title=t.plain("cohort-form-care"),
        press=press("cohort.care-set", cohort.id, cohort.version),
        fields=(
            TextField(
                key="days",
                label=t.plain("cohort-field-days"),
                description=t.plain("cohort-field-days-hint"),
                value=" ".join(map(str, cohort.nudge_days)),
                required=False,
                most=30,
            ),
            TextField(key="most", label=t.plain("cohort-field-most"), value=str(cohort.nudge_most), most=2),
            TextField(
                key="late",
                label=t.plain("cohort-field-late"),
                description=t.plain("cohort-field-late-hint"),
                value=str(cohort.late_minutes),
                most=3,
            ),
            TextField(
                key="confirm",
                label=t.plain("cohort-field-confirm"),
                description=t.plain("cohort-field-confirm-hint"),
                value=str(cohort.confirm_hours),
                most=3,
            ),
            CheckboxField(
                key="own",
                label=t.plain("cohort-field-self"),
                options=(
                    Option(label=t.plain("cohort-field-self-yes"), value="yes", chosen=cohort.self_report),
                ),
            ),
        ),
    )


# Steps


def move_card(outlook: Outlook, t: Translator) -> Card:
    """What a step implies, before it is done."""
    cohort, to = outlook.overview.cohort, outlook.to
    danger = to in (CohortState.CANCELLED, CohortState.CLOSED)
    blocks: list[Block] = [Text(t(f"cohort-move-{to}", name=cohort.name))]
    blocks += [Text(one) for one in _implied(outlook, t)]
    return confirm_card(
        t(f"cohort-move-{to}-title"),
        tuple(blocks),
        Button(
            label=t.plain(f"cohort-move-{to}-do"),
            press=press("cohort.move-confirm", cohort.id, cohort.version, STATES.index(to)),
            style=Style.DANGER if danger else Style.PRIMARY,
        ),
        t,
        press("cohort.edit", cohort.id),
    )


def stepped(standing: Standing, t: Translator) -> Safe:
    """After a step."""
    return t(f"cohort-moved-{standing.cohort.state}", name=standing.cohort.name)


def _implied(outlook: Outlook, t: Translator) -> list[Safe]:
    said: list[Safe] = []
    to, one = outlook.to, outlook.overview
    if outlook.card_channel is not None:
        said.append(t("cohort-implies-card", where=markup.channel(outlook.card_channel)))
    if to is CohortState.CANCELLED:
        said.append(t("cohort-implies-told", count=outlook.told, privately=outlook.privately))
        if outlook.sessions or outlook.milestones:
            said.append(
                t(
                    "cohort-implies-falls",
                    sessions=outlook.sessions,
                    milestones=outlook.milestones,
                    reminders=outlook.reminders,
                )
            )
        if one.cohort.role_id is not None and outlook.roles:
            said.append(t("cohort-implies-role", count=outlook.roles, role=markup.role(one.cohort.role_id)))
    elif to in (CohortState.CLOSING, CohortState.CLOSED, CohortState.PLANNED) and outlook.waiting:
        said.append(t("cohort-implies-waiting", count=outlook.waiting))
    return said


# Parts


def _facts(standing: Standing, t: Translator) -> list[tuple[str, str]]:
    cohort, one = standing.cohort, standing.overview
    rows: list[tuple[str, str]] = [(t("cohort-fact-state"), messages.state_name(cohort, t))]
    rows.append(
        (
            t("cohort-fact-course"),
            messages.course(cohort, t) if cohort.course else t("cohort-none"),
        )
    )
    rows.append((t("cohort-fact-zone"), t("cohort-name", name=zones.city(cohort.zone))))
    rows.append((t("cohort-fact-seats"), messages.seats(one, t)))
    key = "cohort-by-approval" if cohort.by_approval else "cohort-by-button"
    rows.append((t("cohort-fact-enrolment"), t(key)))
    rows += _care(cohort, t)
    return [*rows, *_chosen(standing, t)]


def _chosen(standing: Standing, t: Translator) -> list[tuple[str, str]]:
    """What the menus choose, in their order: a menu that has a value does not say what it is for."""
    cohort, one = standing.cohort, standing.overview
    rows: list[tuple[str, str]] = [
        (t("cohort-fact-language"), t("cohort-name", name=messages.language_name(cohort.language, t))),
        (
            t("cohort-fact-card"),
            t("cohort-none") if cohort.card_channel_id is None else markup.channel(cohort.card_channel_id),
        ),
    ]
    if standing.making:
        place = t("cohort-thread-making")
    elif cohort.channel_id is None:
        place = t("cohort-none")
    elif cohort.thread_made:
        place = t("cohort-thread", where=markup.channel(cohort.channel_id))
    else:
        place = markup.channel(cohort.channel_id)
    rows.append((t("cohort-fact-place"), place))
    rows.append(
        (
            t("cohort-fact-role"),
            t("cohort-none") if cohort.role_id is None else markup.role(cohort.role_id),
        )
    )
    people = joined([markup.user(who) for who in one.facilitators], ", ")
    rows.append((t("cohort-fact-facilitators"), people or t("cohort-none")))
    return rows


def _care(cohort: Cohort, t: Translator) -> list[tuple[str, str]]:
    reminders = t(
        "cohort-reminders",
        sessions=_offsets(cohort.session_offsets, t),
        milestones=_offsets(cohort.milestone_offsets, t),
    )
    nudges = t("cohort-none")
    if cohort.nudge_days:
        *before, last = cohort.nudge_days
        days = joined([*(Safe(str(one)) for one in before), t("cohort-days", count=last)], ", ")
        nudges = t("cohort-nudges", days=days, most=cohort.nudge_most)
    return [(t("cohort-fact-reminders"), reminders), (t("cohort-fact-nudges"), nudges)]


def _offsets(offsets: tuple[int, ...], t: Translator) -> Safe:
    """ "1 week, 1 day, 1 hour, at the start"."""
    parts: list[Safe] = []
    for minutes in offsets:
        for unit, size in (("weeks", 10_080), ("days", 1_440), ("hours", 60), ("minutes", 1)):
            if minutes and minutes % size == 0:
                parts.append(t(f"cohort-before-{unit}", count=minutes // size))
                break
        else:
            parts.append(t("cohort-before-start"))
    return joined(parts, ", ") if parts else t("cohort-none")


def _warnings(standing: Standing, view: TopicView, t: Translator) -> list[Safe]:
    cohort = standing.cohort
    if cohort.state not in LIVE:
        return []
    said: list[Safe] = []
    if standing.alike is not None:
        said.append(t("cohort-alike", name=cohort.name, other=standing.alike))
    if cohort.role_id is None:
        said.append(t("cohort-no-role"))
    else:
        held = held_back(cohort.role_id, view)
        if held is not None:
            said.append(t(f"cohort-held-{held}", role=markup.role(cohort.role_id)))
    met = cohort.parent_id if cohort.thread_made else cohort.channel_id
    if met is not None and met not in view.places:
        said.append(t("cohort-place-gone"))
    if cohort.card_channel_id is None:
        said.append(t("cohort-card-nowhere"))
    elif cohort.card_channel_id not in view.places:
        said.append(t("cohort-card-channel-gone"))
    elif cohort.card_message_id is None and cohort.state is not CohortState.PLANNED and not standing.posting:
        said.append(t("cohort-card-gone", where=markup.channel(cohort.card_channel_id)))
    if not standing.overview.facilitators:
        said.append(t("cohort-facilitators-none"))
    return said


def _steps(cohort: Cohort, t: Translator) -> list[Button | Link]:
    """The usual step first; cancelling last."""
    usual = usual_next(cohort.state)
    return [
        Button(
            label=t.plain(f"cohort-step-{to}-from-{cohort.state}")
            if t.has(f"cohort-step-{to}-from-{cohort.state}")
            else t.plain(f"cohort-step-{to}"),
            press=press("cohort.move", cohort.id, STATES.index(to)),
            style=Style.PRIMARY
            if to is usual
            else Style.DANGER
            if to is CohortState.CANCELLED
            else Style.SECONDARY,
        )
        for to in MOVES[cohort.state]
    ]


def _menus(standing: Standing, view: TopicView, t: Translator) -> list[Block]:
    cohort = standing.cohort
    card_there = cohort.card_channel_id is not None and cohort.card_channel_id in view.places
    met = cohort.parent_id if cohort.thread_made else cohort.channel_id
    return [
        Select(
            press=press("cohort.language", cohort.id),
            placeholder=t.plain("cohort-choose-language"),
            options=tuple(
                Option(label=messages.language_name(code, t), value=code, chosen=code == cohort.language)
                for code in enrolling_rules.LANGUAGES
            ),
        ),
        ChannelSelect(
            press=press("cohort.where", cohort.id),
            placeholder=t.plain("cohort-choose-card"),
            chosen=(cohort.card_channel_id,) if card_there and cohort.card_channel_id else (),
            types=(TEXT, ANNOUNCEMENT),
            least=1,
        ),
        ChannelSelect(
            press=press("cohort.place", cohort.id),
            placeholder=t.plain("cohort-choose-place"),
            chosen=(met,) if met is not None and met in view.places else (),
            types=(TEXT,),
        ),
        RoleSelect(
            press=press("cohort.role", cohort.id),
            placeholder=t.plain("cohort-choose-role"),
            chosen=(cohort.role_id,) if cohort.role_id is not None and cohort.role_id in view.roles else (),
        ),
        UserSelect(
            press=press("cohort.lead", cohort.id),
            placeholder=t.plain("cohort-choose-facilitators"),
            chosen=standing.overview.facilitators,
            least=1,
            most=enrolling_rules.MOST_FACILITATORS,
        ),
    ]


def _forms(standing: Standing, t: Translator) -> list[Button | Link]:
    cohort = standing.cohort
    return [
        Button(label=t.plain("cohort-edit-text"), press=press("cohort.form", cohort.id)),
        Button(label=t.plain("cohort-edit-zone"), press=press("cohort.zone", cohort.id)),
        Button(label=t.plain("cohort-edit-reminders"), press=press("cohort.reminders", cohort.id)),
        Button(label=t.plain("cohort-edit-care"), press=press("cohort.care", cohort.id)),
        Button(
            label=t.plain("cohort-edit-button" if cohort.by_approval else "cohort-edit-approval"),
            press=press("cohort.approval", cohort.id, int(not cohort.by_approval)),
        ),
    ]


def _people(standing: Standing, t: Translator) -> list[Button | Link]:
    cohort, one = standing.cohort, standing.overview
    buttons: list[Button | Link] = [
        Button(label=t.plain("cohort-people"), press=press("cohort.people", cohort.id, 1))
    ]
    if one.applied or cohort.by_approval:
        buttons.append(
            Button(
                label=t.plain("cohort-applicants", count=one.applied),
                press=press("cohort.applicants", cohort.id, 1),
            )
        )
    if cohort.state not in LIVE:
        return buttons
    if cohort.channel_id is not None and not cohort.thread_made and not standing.making:
        buttons.append(Button(label=t.plain("cohort-make-thread"), press=press("cohort.thread", cohort.id)))
    if standing.lacking:
        buttons.append(
            Button(
                label=t.plain("cohort-give-role", count=standing.lacking),
                press=press("cohort.give", cohort.id),
            )
        )
    lost = cohort.card_message_id is None and not standing.posting
    if lost and cohort.card_channel_id is not None and cohort.state is not CohortState.PLANNED:
        buttons.append(Button(label=t.plain("cohort-post-card"), press=press("cohort.post", cohort.id)))
    return buttons


def _text_form(wanted: Wanted, custom_id: str, t: Translator, title: str) -> Form:
    return Form(
        title=title,
        press=custom_id,
        fields=(
            TextField(
                key="name",
                label=t.plain("cohort-field-name"),
                description=t.plain("cohort-field-name-hint"),
                value=wanted.name,
                most=enrolling_rules.NAME_LIMIT,
            ),
            TextField(
                key="course",
                label=t.plain("cohort-field-course"),
                value=wanted.course,
                required=False,
                most=enrolling_rules.NAME_LIMIT,
            ),
            TextField(
                key="url",
                label=t.plain("cohort-field-url"),
                value=wanted.url,
                required=False,
                most=enrolling_rules.URL_LIMIT,
                placeholder="https://…",
            ),
            TextField(
                key="description",
                label=t.plain("cohort-field-description"),
                description=t.plain("cohort-field-description-hint"),
                value=wanted.description,
                long=True,
                required=False,
                most=enrolling_rules.DESCRIPTION_LIMIT,
            ),
            TextField(
                key="capacity",
                label=t.plain("cohort-field-capacity"),
                description=t.plain("cohort-field-capacity-hint"),
                value=wanted.capacity,
                required=False,
                most=len(str(enrolling_rules.MOST_CAPACITY)),
            ),
        ),
    )
