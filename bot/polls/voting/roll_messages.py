"""What poll officers see of who may vote, and the word to whoever holds a proxy."""

from collections.abc import Sequence
from typing import Final

from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.polls import messages as polls
from bot.polls.making.messages import VOTERS
from bot.polls.rules import ON_A_ROLL, Electorate, Kind, Poll, PollState
from bot.polls.voting.electing import Electing, Voter, code
from bot.polls.voting.roll_rules import MOST_WEIGHT, Entry
from bot.ui.cards import (
    Block,
    Button,
    Card,
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
from bot.ui.pages import pager_row
from bot.ui.routes import press

_MOST: Final = 25
"""Options of a menu."""
_LABEL: Final = 100
_ALTERNATES: Final = 3
"""Named in a line."""
_GIVERS: Final = 20


def card(found: Electing, t: Translator, *, added: Safe | None = None) -> Card:
    """Who may vote: in a draft with everything that can be set, after the opening as it was frozen."""
    poll = found.poll
    is_draft = poll.state is PollState.DRAFT
    blocks: list[Block] = []
    said = [
        one for one in (added, t("poll-taken-back") if found.draft.taken_back else None) if one is not None
    ]
    if said:
        blocks += [Text(joined(said, " ")), Divider()]
    blocks.append(Facts(tuple(_facts(found, t))))
    if found.voters.items:
        blocks.append(Text(joined([_line(one, poll, t) for one in found.voters.items])))
    elif poll.electorate in ON_A_ROLL:
        blocks.append(Text(t("roll-nobody")))
    blocks.append(Note(_why(poll, t)))
    if found.voters.count > 1:
        blocks.append(pager_row("roll.page", found.voters, poll.id, t=t))
    if is_draft:
        blocks += _menus(found, t)
        blocks.append(
            Row(
                (Button(label=t.plain("roll-back"), press=press("poll.draft", poll.id), style=Style.PRIMARY),)
            )
        )
    else:
        blocks.append(Note(t("roll-frozen-note")))
        blocks.append(Row((Button(label=t.plain("roll-show-poll"), press=press("poll.show", poll.id)),)))
    return Card(
        title=t("roll-title", question=clip(poll.question, _LABEL)), tone=Tone.SETTINGS, blocks=tuple(blocks)
    )


def voter(found: Voter, t: Translator, *, added: Safe | None = None) -> Card:
    """One voter of a draft: who votes for an organisation, and how much the vote weighs."""
    poll, entry = found.poll, found.entry
    ids = (poll.id, found.what, found.number)
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    rows: list[tuple[str, str]] = []
    if entry.delegates:
        rows.append((t("roll-fact-named"), markup.user(entry.delegates[0])))
        rows.append((t("roll-fact-alternates"), _people(entry.delegates[1:], t)))
    elif entry.user_id is not None:
        rows.append((t("roll-fact-person"), markup.user(entry.user_id)))
    rows.append((t("roll-fact-weight"), str(entry.weight)))
    blocks.append(Facts(tuple(rows)))
    buttons: list[Button | Link] = []
    if poll.state is PollState.DRAFT:
        if entry.is_organisation:
            blocks.append(
                UserSelect(
                    press=press("roll.name", *ids),
                    placeholder=t.plain("roll-choose-named"),
                    chosen=entry.delegates[:1],
                )
            )
            blocks.append(Note(t("roll-named-note")))
        if poll.weighted:
            buttons.append(Button(label=t.plain("roll-weight"), press=press("roll.weight-form", *ids)))
    buttons.append(Button(label=t.plain("roll-voters"), press=press(VOTERS, poll.id), style=Style.PRIMARY))
    blocks.append(Row(tuple(buttons)))
    title = t("roll-voter-title", name=entry.name) if entry.is_organisation else t("roll-person-title")
    return Card(title=title, tone=Tone.SETTINGS, blocks=tuple(blocks))


def weight_form(found: Voter, t: Translator) -> Form:
    """How much a vote weighs."""
    return Form(
        title=t.plain("roll-weight"),
        press=press("roll.weight", found.poll.id, found.poll.version, found.what, found.number),
        fields=(
            TextField(
                key="weight",
                label=t.plain("roll-field-weight"),
                description=t.plain("roll-field-weight-hint", most=MOST_WEIGHT),
                value=str(found.entry.weight),
                least=1,
                most=len(str(MOST_WEIGHT)),
            ),
        ),
    )


def held(poll: Poll, givers: Sequence[Entry], t: Translator) -> Card:
    """To the holder: whose votes they may cast."""
    blocks: list[Block] = [
        Text(t("proxy-held", question=poll.question)),
        Text(joined([t("proxy-held-line", who=who(one, t)) for one in givers[:_GIVERS]])),
        Text(t("proxy-held-how")),
    ]
    if poll.closes_at is not None:
        blocks.append(Text(t("proxy-held-until", at=markup.time(poll.closes_at, "F"))))
    if poll.card_message_id is not None:
        url = markup.message_url(poll.guild_id, poll.channel_id, poll.card_message_id)
        blocks.append(Row((Link(label=t.plain("proxy-to-poll"), url=url),)))
    return Card(title=t("proxy-held-title"), tone=Tone.ANNOUNCEMENT, blocks=tuple(blocks))


def who(entry: Entry, t: Translator) -> Safe:
    """A voter in a text."""
    if entry.is_organisation:
        return t("roll-name", name=entry.name)
    return t("roll-erased") if entry.user_id is None else markup.user(entry.user_id)


def _facts(found: Electing, t: Translator) -> list[tuple[str, str]]:
    poll = found.poll
    rows: list[tuple[str, str]] = [
        (t("roll-fact-electorate"), t("roll-electorate", name=polls.electorate_name(poll.electorate, t)))
    ]
    if poll.electorate is Electorate.ROLE:
        missing = poll.electorate_id is None
        rows.append(
            (t("roll-fact-role"), t("roll-unchosen") if missing else markup.role(poll.electorate_id or 0))
        )
    if poll.electorate is Electorate.COHORT:
        name = t("roll-unchosen") if found.cohort is None else t("roll-name", name=found.cohort.name)
        rows.append((t("roll-fact-cohort"), name))
    if found.draft.eligible is not None:
        rows.append((t("roll-fact-count"), t("roll-count", count=found.draft.eligible)))
        if poll.weighted:
            rows.append((t("roll-fact-weights"), t("roll-weight-total", count=found.weight)))
    if poll.kind is Kind.DATE:
        rows.append((t("roll-fact-required"), _people(found.required, t)))
    return rows


def _people(user_ids: Sequence[int], t: Translator) -> Safe:
    if not user_ids:
        return t("roll-none")
    return joined([markup.user(one) for one in user_ids], ", ")


def _line(entry: Entry, poll: Poll, t: Translator) -> Safe:
    weight = str(entry.weight)
    name = who(entry, t)
    if not entry.is_organisation:
        return t("roll-line-weight", who=name, weight=weight) if poll.weighted else t("roll-line", who=name)
    if not entry.delegates:
        return t("roll-line-nobody", who=name)
    others = entry.delegates[1:]
    shown = [markup.user(one) for one in others[:_ALTERNATES]]
    if len(others) > _ALTERNATES:
        shown.append(t("roll-more", count=len(others) - _ALTERNATES))
    voter = markup.user(entry.delegates[0])
    line = (
        t("roll-line-organisation", who=name, voter=voter)
        if not shown
        else t("roll-line-alternates", who=name, voter=voter, others=joined(shown, ", "))
    )
    return t("roll-line-weight", who=line, weight=weight) if poll.weighted else t("roll-line", who=line)


def _why(poll: Poll, t: Translator) -> Safe:
    """What this electorate means for quorum and reminders."""
    match poll.electorate:
        case Electorate.EVERYONE:
            return t("roll-why-everyone")
        case Electorate.ROLE:
            return t("roll-why-role")
        case Electorate.COHORT:
            return t("roll-why-cohort")
        case Electorate.ORGANISATIONS:
            return t("roll-why-organisations")
        case Electorate.PEOPLE:
            return t("roll-why-people")


def _menus(found: Electing, t: Translator) -> list[Block]:
    poll = found.poll
    blocks: list[Block] = [
        Select(
            press=press("roll.kind", poll.id),
            placeholder=t.plain("roll-choose-kind"),
            options=tuple(
                Option(label=polls.electorate_name(one, t), value=one, chosen=one is poll.electorate)
                for one in Electorate
            ),
        )
    ]
    match poll.electorate:
        case Electorate.ROLE:
            chosen = () if poll.electorate_id is None else (poll.electorate_id,)
            blocks.append(
                RoleSelect(
                    press=press("roll.role", poll.id),
                    placeholder=t.plain("roll-choose-role"),
                    chosen=chosen,
                    least=1,
                )
            )
        case Electorate.COHORT if found.cohorts:
            blocks.append(
                Select(
                    press=press("roll.cohort", poll.id),
                    placeholder=t.plain("roll-choose-cohort"),
                    options=tuple(
                        Option(
                            label=t.plain("roll-name", name=clip(one.name, _LABEL)),
                            value=str(one.id),
                            chosen=one.id == poll.electorate_id,
                        )
                        for one in found.cohorts[:_MOST]
                    ),
                )
            )
        case Electorate.COHORT:
            blocks.append(Text(t("roll-no-cohorts")))
        case Electorate.PEOPLE:
            blocks.append(_members("roll.add", poll, t.plain("roll-add")))
            if found.voters.items:
                blocks.append(_members("roll.remove", poll, t.plain("roll-remove")))
        case Electorate.ORGANISATIONS if found.voters.items:
            blocks.append(_organisations(found, t))
        case _:
            pass
    if poll.weighted and poll.electorate in (Electorate.COHORT, Electorate.PEOPLE) and found.voters.items:
        blocks.append(_members("roll.person", poll, t.plain("roll-choose-person"), most=1))
    if poll.kind is Kind.DATE:
        blocks.append(
            UserSelect(
                press=press("roll.required", poll.id),
                placeholder=t.plain("roll-choose-required"),
                chosen=found.required[:_MOST],
                most=_MOST,
            )
        )
    return blocks


def _members(route: str, poll: Poll, placeholder: str, most: int = _MOST) -> UserSelect:
    return UserSelect(press=press(route, poll.id), placeholder=placeholder, least=1, most=most)


def _organisations(found: Electing, t: Translator) -> Select:
    options = []
    for one in found.voters.items:
        named = code(one)
        if named is not None:
            label = t.plain("roll-name", name=clip(one.name, _LABEL))
            options.append(Option(label=label, value=f"{named[0]}:{named[1]}"))
    return Select(
        press=press("roll.entry", found.poll.id),
        placeholder=t.plain("roll-choose-organisation"),
        options=tuple(options),
    )
