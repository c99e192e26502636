"""What people are told about their own settings."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.language import markup, zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe
from bot.people.rules import MemberSettings
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Facts,
    Form,
    Note,
    Option,
    Row,
    Select,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.routes import press

AUTOMATIC = "auto"
"""What stands for "as the server, or Discord, has it" where a value has to be chosen."""


def settings_card(
    member: MemberSettings, t: Translator, *, now: dt.datetime, guild_zone: str, reminders: int
) -> Card:
    """A person's settings, with the time as they read it, so that a wrong zone is seen at once."""
    zone = member.zone or guild_zone
    local = now.astimezone(ZoneInfo(zone))
    facts = (
        (
            t("people-zone"),
            t("people-zone-set", zone=zone) if member.zone else t("people-zone-from-guild", zone=zone),
        ),
        (t("people-local-time"), t("people-local-time-value", wall=f"{local:%H:%M}")),
        (t("people-your-device"), markup.time(now)),
        (
            t("people-language"),
            t(f"language-{member.language}") if member.language else t("people-language-auto"),
        ),
        (t("people-quiet"), _quiet(member, t)),
        (t("people-dm"), _dm(member, t)),
        (t("people-reminders"), t("people-reminders-value", count=reminders)),
    )
    buttons = (
        Button(label=t.plain("people-zone"), press=press("me.zone")),
        Button(label=t.plain("people-language"), press=press("me.language")),
        Button(label=t.plain("people-quiet"), press=press("me.quiet")),
        Button(label=t.plain("people-dm"), press=press("me.dm")),
        Button(label=t.plain("people-reminders"), press=press("me.reminders", 1)),
    )
    return Card(
        title=t("people-title"),
        tone=Tone.SETTINGS,
        blocks=(Facts(facts), Row(buttons), Note(t("people-note"))),
    )


def zone_form(member: MemberSettings, t: Translator) -> Form:
    """A city or a zone; the command completes them, a form cannot."""
    return Form(
        title=t.plain("people-zone"),
        press=press("me.zone-set"),
        fields=(
            TextField(
                key="zone",
                label=t.plain("people-zone-form"),
                description=t.plain("people-zone-form-hint"),
                value=member.zone or "",
                required=False,
                most=zones.LONGEST,
            ),
        ),
    )


def language_card(member: MemberSettings, languages: Sequence[str], t: Translator) -> Card:
    """A menu of the languages the bot speaks."""
    options = (
        Option(label=t.plain("people-language-auto"), value=AUTOMATIC, chosen=member.language is None),
        *(
            Option(label=t.plain(f"language-{code}"), value=code, chosen=code == member.language)
            for code in languages
        ),
    )
    return Card(
        title=t("people-language"),
        tone=Tone.SETTINGS,
        blocks=(
            Text(t("people-language-what")),
            Select(press=press("me.language-set"), placeholder=t.plain("people-language"), options=options),
            _back(t),
        ),
    )


def quiet_form(member: MemberSettings, t: Translator) -> Form:
    """Two wall times."""
    start, end = ("", "") if member.quiet is None else (f"{one:%H:%M}" for one in member.quiet)
    return Form(
        title=t.plain("people-quiet"),
        press=press("me.quiet-set"),
        fields=(
            TextField(
                key="from",
                label=t.plain("people-quiet-from"),
                description=t.plain("people-quiet-hint"),
                value=start,
                required=False,
                most=5,
                placeholder="22:00",
            ),
            TextField(
                key="until",
                label=t.plain("people-quiet-until"),
                value=end,
                required=False,
                most=5,
                placeholder="07:00",
            ),
        ),
    )


def dm_card(member: MemberSettings, t: Translator) -> Card:
    """What the bot would write by itself, and what comes anyway."""
    yes = Button(
        label=t.plain("people-dm-allow"),
        press=press("me.dm-set", 1),
        style=Style.PRIMARY,
        disabled=member.dm is True,
    )
    no = Button(label=t.plain("people-dm-refuse"), press=press("me.dm-set", 0), disabled=member.dm is False)
    return Card(
        title=t("people-dm"),
        tone=Tone.SETTINGS,
        blocks=(
            Text(t("people-dm-what")),
            Facts(((t("people-dm-now"), _dm(member, t)),)),
            Row((yes, no)),
            _back(t),
        ),
    )


def zone_hint(offered: Sequence[str], t: Translator) -> tuple[Block, ...]:
    """Asks once whether the guild's zone, the first of `offered`, is the reader's; nothing when none are offered."""
    if not offered:
        return ()
    first, *others = offered
    buttons = [Button(label=t.plain("people-hint-yes", city=zones.city(first)), press=_hint_press(first))]
    buttons += [Button(label=zones.city(zone), press=_hint_press(zone)) for zone in others]
    buttons.append(Button(label=t.plain("people-hint-other"), press=press("me.zone-other")))
    return (Divider(), Text(t("people-hint", city=zones.city(first))), Row(tuple(buttons)))


def zone_set(member: MemberSettings, t: Translator, *, now: dt.datetime, guild_zone: str) -> Card:
    """After the first-use hint: the zone with its time of day."""
    zone = member.zone or guild_zone
    wall = f"{now.astimezone(ZoneInfo(zone)):%H:%M}"
    return Card(
        title=t("people-zone"),
        tone=Tone.SUCCESS,
        blocks=(Text(t("people-zone-is", zone=zone, wall=wall)),),
    )


def zone_other(t: Translator) -> Card:
    """How to set a zone that was not offered."""
    return Card(
        title=t("people-zone"),
        tone=Tone.SETTINGS,
        blocks=(
            Text(t("people-zone-how")),
            Row((Button(label=t.plain("people-zone-type"), press=press("me.zone"), style=Style.PRIMARY),)),
        ),
    )


def _hint_press(zone: str) -> str:
    return press("me.zone-hint", zones.number(zone))


def _quiet(member: MemberSettings, t: Translator) -> Safe:
    if member.quiet is None:
        return t("people-quiet-none")
    return t("people-quiet-value", start=f"{member.quiet[0]:%H:%M}", end=f"{member.quiet[1]:%H:%M}")


def _dm(member: MemberSettings, t: Translator) -> Safe:
    if member.dm is None:
        return t("people-dm-unsaid")
    return t("people-dm-yes" if member.dm else "people-dm-no")


def _back(t: Translator) -> Row:
    return Row((Button(label=t.plain("people-back"), press=press("me.show")),))
