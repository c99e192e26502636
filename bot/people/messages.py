"""What people are told about their own settings."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.language import markup
from bot.language.catalogue import Translator
from bot.people.rules import MemberSettings
from bot.ui.cards import Card, Facts, Note, Tone


def settings_card(member: MemberSettings, t: Translator, *, now: dt.datetime, guild_zone: str) -> Card:
    """A person's settings, with the time as they read it, so that a wrong zone is seen at once."""
    zone = member.zone or guild_zone
    local = now.astimezone(ZoneInfo(zone))
    return Card(
        title=t("people-title"),
        tone=Tone.SETTINGS,
        blocks=(
            Facts(
                (
                    (
                        t("people-zone"),
                        t("people-zone-set", zone=zone)
                        if member.zone
                        else t("people-zone-from-guild", zone=zone),
                    ),
                    (t("people-local-time"), t("people-local-time-value", wall=f"{local:%H:%M}")),
                    (t("people-your-device"), markup.time(now)),
                    (
                        t("people-language"),
                        t(f"language-{member.language}") if member.language else t("people-language-auto"),
                    ),
                )
            ),
            Note(t("people-note")),
        ),
    )
