"""What the set-up shows and what organisers are told."""

import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.delivery.model import Delivery, EffectKind
from bot.delivery.problems import OpenProblem
from bot.delivery.verdict import CHANNEL_GONE, ROLE_DANGEROUS, ROLE_REFUSED
from bot.feature import Named
from bot.guilds import rules
from bot.guilds.rules import ChannelPurpose, GuildSettings, GuildView, Problem, RolePurpose
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe
from bot.people.audit import AuditEvent
from bot.ui.cards import (
    Block,
    Button,
    Card,
    ChannelSelect,
    Divider,
    Facts,
    Form,
    Heading,
    Note,
    Option,
    RoleSelect,
    Row,
    Select,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

_OF_CHANNELS = frozenset({CHANNEL_GONE, "missing-access", "wrong-channel-type"})
"""What can only be wrong with a channel, also with one that is no longer there."""
_OF_ROLES = frozenset({ROLE_REFUSED, ROLE_DANGEROUS})
"""What can only be wrong with a role."""


def overview(
    settings: GuildSettings,
    view: GuildView,
    t: Translator,
    *,
    failures: Sequence[OpenProblem] = (),
    added: str | None = None,
) -> Card:
    """What is configured and what is wrong, with the way to each part. `added` is a sentence on what just happened."""
    found = rules.problems(settings, view)
    missing = rules.unconfigured(settings, view)
    paused = settings.paused_at is not None
    blocks: list[Block] = []
    if added is not None:
        blocks += [Text(added), Divider()]
    if settings.paused_at is not None:
        blocks += [Text(t("setup-paused", since=markup.time(settings.paused_at, "R"))), Divider()]
    blocks += [
        Heading(t("setup-channels")),
        Facts(
            tuple(
                (t(f"purpose-{purpose}"), _channel(settings, purpose, view, t)) for purpose in ChannelPurpose
            )
        ),
        Heading(t("setup-roles")),
        Facts(tuple((t(f"role-{role}"), _role(settings, role, t)) for role in RolePurpose)),
        Heading(t("setup-times")),
        Facts(
            (
                (t("setup-zone"), t("setup-zone-value", zone=settings.zone)),
                (t("setup-language"), t(f"language-{settings.language}")),
                (t("setup-quiet"), _quiet(settings, t)),
            )
        ),
        Divider(),
    ]
    if view.members_intent:
        blocks.append(Note(t("setup-members-intent")))
    if found:
        blocks.append(Heading(t("setup-problems", count=len(found))))
        blocks.append(Text("\n".join(f"- {problem_text(problem, t)}" for problem in found)))
    elif not failures:
        blocks.append(Text(t("setup-fine")))
    if failures:
        causes = (
            failure_text(
                one.kind,
                _failed_in(one, view),
                t,
                role_id=one.target_id if one.kind in _OF_ROLES else None,
            )
            for one in failures
        )
        blocks += [
            Heading(t("setup-failed")),
            Text("\n".join(f"- {cause}" for cause in dict.fromkeys(causes))),
        ]
    create = Button(
        label=t.plain("setup-create", count=len(missing)), press=press("setup.create"), style=Style.PRIMARY
    )
    parts = (
        Button(label=t.plain("setup-channels"), press=press("setup.channels")),
        Button(label=t.plain("setup-roles"), press=press("setup.roles")),
        Button(label=t.plain("setup-times"), press=press("setup.times")),
        Button(label=t.plain("setup-history"), press=press("setup.history", 1)),
    )
    blocks.append(Row((create, *parts) if missing else parts))
    blocks.append(
        Row(
            (
                Button(label=t.plain("setup-approval"), press=press("setup.approval")),
                Button(label=t.plain("setup-refresh"), press=press("setup.show")),
                Button(label=t.plain("setup-resume"), press=press("setup.pause", 0), style=Style.SUCCESS)
                if paused
                else Button(label=t.plain("setup-pause"), press=press("setup.pause", 1), style=Style.DANGER),
            )
        )
    )
    return Card(
        title=t("setup-title", guild=view.name),
        tone=Tone.DANGER if paused else Tone.WARNING if found or failures else Tone.SETTINGS,
        blocks=tuple(blocks),
    )


def channels(settings: GuildSettings, view: GuildView, t: Translator) -> Card:
    """A menu for each purpose."""
    blocks: list[Block] = [Note(t("setup-channels-note"))]
    for index, purpose in enumerate(ChannelPurpose):
        chosen = settings.channels.get(purpose)
        blocks.append(
            Text(t("setup-purpose-line", name=t(f"purpose-{purpose}"), what=t(f"purpose-{purpose}-what")))
        )
        blocks.append(
            ChannelSelect(
                press=press("setup.channel", index),
                placeholder=t.plain("setup-choose-channel"),
                chosen=_fitting(chosen, view, rules.NEEDS[purpose].types),
                types=rules.NEEDS[purpose].types,
            )
        )
    blocks.append(_back(t))
    return Card(title=t("setup-channels"), tone=Tone.SETTINGS, blocks=tuple(blocks))


def roles(settings: GuildSettings, view: GuildView, t: Translator) -> Card:
    """A menu for each role."""
    blocks: list[Block] = [Note(t("setup-roles-note"))]
    for index, purpose in enumerate(RolePurpose):
        chosen = settings.roles.get(purpose)
        blocks.append(
            Text(t("setup-purpose-line", name=t(f"role-{purpose}"), what=t(f"role-{purpose}-what")))
        )
        blocks.append(
            RoleSelect(
                press=press("setup.role", index),
                placeholder=t.plain("setup-choose-role"),
                chosen=(chosen,) if chosen in view.role_ids and chosen is not None else (),
            )
        )
    blocks.append(_back(t))
    return Card(title=t("setup-roles"), tone=Tone.SETTINGS, blocks=tuple(blocks))


def times(settings: GuildSettings, languages: tuple[str, ...], t: Translator) -> Card:
    """Language and quiet hours; the zone has too many choices for a menu."""
    return Card(
        title=t("setup-times"),
        tone=Tone.SETTINGS,
        blocks=(
            Text(t("setup-language-what")),
            Select(
                press=press("setup.language"),
                placeholder=t.plain("setup-language"),
                options=tuple(
                    Option(label=t.plain(f"language-{code}"), value=code, chosen=code == settings.language)
                    for code in languages
                ),
            ),
            Text(t("setup-quiet-what", hours=_quiet(settings, t))),
            Row(
                (
                    Button(label=t.plain("setup-quiet-change"), press=press("setup.quiet")),
                    Button(label=t.plain("holidays-button"), press=press("setup.holidays", 1)),
                )
            ),
            Text(t("setup-zone-what", zone=settings.zone)),
            _back(t),
        ),
    )


def quiet_form(settings: GuildSettings, t: Translator) -> Form:
    """Two wall times."""
    start, end = ("", "") if settings.quiet is None else (f"{one:%H:%M}" for one in settings.quiet)
    return Form(
        title=t.plain("setup-quiet-form"),
        press=press("setup.quiet-set"),
        fields=(
            TextField(
                key="from",
                label=t.plain("setup-quiet-from"),
                description=t.plain("setup-quiet-hint"),
                value=start,
                required=False,
                most=5,
                placeholder="22:00",
            ),
            TextField(
                key="until",
                label=t.plain("setup-quiet-until"),
                value=end,
                required=False,
                most=5,
                placeholder="07:00",
            ),
        ),
    )


def zone_set(settings: GuildSettings, t: Translator, *, now: dt.datetime) -> Card:
    """The zone with its time of day, so that a wrong one is seen at once."""
    wall = f"{now.astimezone(ZoneInfo(settings.zone)):%H:%M}"
    return Card(
        title=t("setup-zone"),
        tone=Tone.SUCCESS,
        blocks=(Text(t("setup-zone-set", zone=settings.zone, wall=wall)), _back(t)),
    )


def history(page: Page[AuditEvent], t: Translator) -> Card:
    """Who changed what, newest first."""
    blocks: list[Block] = [
        Text("\n".join(_event(event, t) for event in page.items) if page.items else t("setup-history-empty"))
    ]
    if page.count > 1:
        blocks.append(pager_row("setup.history", page, t=t))
    if page.items:
        download = Button(label=t.plain("setup-history-download"), press=press("setup.history-file"))
        blocks.append(Row((download, *_back(t).buttons)))
    else:
        blocks.append(_back(t))
    return Card(title=t("setup-history"), tone=Tone.SETTINGS, blocks=tuple(blocks))


def welcome(t: Translator) -> Card:
    """The one message on joining."""
    return Card(title=t("welcome-title"), tone=Tone.SETTINGS, blocks=(Text(t("welcome-body")),))


def help_card(t: Translator, *, organiser: bool) -> Card:
    """What the reader can do here."""
    blocks: list[Block] = [
        Text(t("help-what")),
        Divider(),
        Heading(t("help-everyone")),
        Text(t("help-everyone-list")),
    ]
    if organiser:
        blocks += [Divider(), Heading(t("help-organisers")), Text(t("help-organisers-list"))]
    return Card(title=t("help-title"), tone=Tone.NEUTRAL, blocks=tuple(blocks))


def notice(delivery: Delivery, t: Translator, *, about: Named | None = None) -> Card:
    """What organisers are told, once, when something promised could not be done; `about` names it."""
    target_id, role_id = delivery.details.get("target_id"), delivery.details.get("role_id")
    cause = failure_text(
        str(delivery.details.get("reason", "")),
        target_id if isinstance(target_id, int) else None,
        t,
        role_id=role_id if isinstance(role_id, int) else None,
        threads=delivery.details.get("threads") is True,
        events=delivery.details.get("effect") == EffectKind.EVENT,
    )
    effect = delivery.details.get("effect")
    blocks: list[Block] = []
    if about is not None:
        changed = effect in (EffectKind.EDIT, EffectKind.THREAD_EDIT)
        what = "edit" if changed else "publish" if effect == EffectKind.CROSSPOST else "send"
        what = "event" if effect == EffectKind.EVENT else what
        blocks.append(Text(t(f"notice-about-{what}", title=about.title)))
    blocks += [Text(cause), Note(t("notice-once"))]
    if about is not None and about.show is not None:
        blocks.append(Row((Button(label=t.plain("notice-show"), press=about.show),)))
    return Card(title=t("notice-title"), tone=Tone.WARNING, blocks=tuple(blocks))


def failure_text(
    reason: str,
    channel_id: int | None,
    t: Translator,
    *,
    role_id: int | None = None,
    threads: bool = False,
    events: bool = False,
) -> Safe:
    """Why a delivery failed, and the cure. `role_id`: of a role that could not be given or taken.

    `threads`: it was for a thread in the channel. `events`: it was about an event of the server.
    """
    where = t("notice-this-server") if channel_id is None else markup.channel(channel_id)
    if role_id is not None:
        where = markup.role(role_id)
    if threads and t.has(f"notice-cause-{reason}-threads"):
        return t(f"notice-cause-{reason}-threads", where=where)
    if events and t.has(f"notice-cause-{reason}-events"):
        return t(f"notice-cause-{reason}-events")
    key = f"notice-cause-{reason}"
    return t(key, where=where) if t.has(key) else t("notice-cause-other", where=where, reason=reason)


def _failed_in(problem: OpenProblem, view: GuildView) -> int | None:
    """The channel a problem is about; None for the server as a whole, and for a member."""
    is_channel = problem.target_id in view.channels or problem.kind in _OF_CHANNELS
    return problem.target_id if is_channel and problem.target_id != view.id else None


def channel_fields(
    purpose: ChannelPurpose, t: Translator, *, asked_by: int | None, organiser: int | None
) -> Mapping[str, object]:
    """What the channel executor needs to make a recommended channel. Whoever asked for a private one sees it."""
    need = rules.NEEDS[purpose]
    return {
        "name": t.plain(f"purpose-{purpose}-channel"),
        "type": need.made,
        "topic": t.plain(f"purpose-{purpose}-what"),
        "tags": tuple(t.plain(f"setup-tag-{tag}") for tag in rules.FORUM_TAGS)
        if need.made == rules.FORUM
        else (),
        "private": need.private,
        "allow_users": (asked_by,) if need.private and asked_by is not None else (),
        "allow_roles": (organiser,) if need.private and organiser is not None else (),
    }


def problem_text(problem: Problem, t: Translator) -> Safe:
    """What is wrong and its cure, in a sentence."""
    name = problem.purpose
    if name in tuple(RolePurpose):
        return t(f"setup-problem-{problem.kind}", name=t(f"role-{name}"))
    if name in tuple(ChannelPurpose):
        purpose = ChannelPurpose(name)
        return t(
            f"setup-problem-{problem.kind}",
            name=t(f"purpose-{purpose}"),
            where=markup.channel(problem.target_id),
            permissions=permission_names(problem.permissions, t),
        )
    return t(f"setup-problem-{problem.kind}")


def permission_names(permissions: tuple[str, ...], t: Translator) -> Safe:
    """Discord's own names of permissions, in bold."""
    return Safe(", ".join(f"**{t(f'permission-{name}')}**" for name in permissions))


def _event(event: AuditEvent, t: Translator) -> str:
    who = (
        markup.user(event.user_id)
        if event.user_id is not None
        else t("setup-history-bot" if event.by_bot else "setup-history-someone")
    )
    key = f"audit-{event.action.replace('.', '-')}"
    if event.action == "setup.pause" and not event.after.get("value"):
        key = "audit-setup-resume"
    return t(
        key,
        at=markup.time(event.at),
        who=who,
        subject=_subject(event, t),
        before=_value(event, event.before.get("value"), t),
        after=_value(event, event.after.get("value"), t),
    )


def _subject(event: AuditEvent, t: Translator) -> Safe | str:
    if event.action == "setup.channel":
        return t(f"purpose-{event.subject}")
    if event.action == "setup.role":
        return t(f"role-{event.subject}")
    return event.subject


def _value(event: AuditEvent, value: object, t: Translator) -> Safe | str:
    if value is None:
        return t("setup-none")
    if event.action in ("setup.channel", "setup.panel", "charter.post", "digest.post") and isinstance(
        value, int
    ):
        return markup.channel(value)
    if event.action in ("setup.role", "charter.role") and isinstance(value, int):
        return markup.role(value)
    if event.action == "setup.approval" and isinstance(value, dict):
        if value.get("all"):
            return t("setup-approval-value-all")
        return t("setup-approval-value-large", most=value.get("size", 0))
    if event.action == "setup.pause":
        return t("setup-state-paused") if value else t("setup-state-sending")
    if event.action == "setup.language":
        return t(f"language-{value}")
    return str(value)


def _fitting(channel_id: int | None, view: GuildView, types: tuple[int, ...]) -> tuple[int, ...]:
    """What a menu may show as chosen: a channel that is there, of a type that the menu offers."""
    channel = None if channel_id is None else view.channels.get(channel_id)
    return (channel.id,) if channel is not None and channel.type in types else ()


def _channel(settings: GuildSettings, purpose: ChannelPurpose, view: GuildView, t: Translator) -> Safe:
    channel_id = settings.channels.get(purpose)
    if channel_id is None:
        return t("setup-none")
    if channel_id not in view.channels:
        return t("setup-gone")
    return markup.channel(channel_id)


def _role(settings: GuildSettings, role: RolePurpose, t: Translator) -> Safe:
    role_id = settings.roles.get(role)
    return t("setup-none") if role_id is None else markup.role(role_id)


def _quiet(settings: GuildSettings, t: Translator) -> Safe:
    if settings.quiet is None:
        return t("setup-none")
    return t("setup-quiet-value", start=f"{settings.quiet[0]:%H:%M}", end=f"{settings.quiet[1]:%H:%M}")


def _back(t: Translator) -> Row:
    return Row((Button(label=t.plain("setup-back"), press=press("setup.show")),))
