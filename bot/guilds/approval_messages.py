"""What the set-up shows of approvals: when another organiser has to agree to an announcement."""

from bot.guilds.rules import MOST_ROLE_SIZE, GuildSettings
from bot.language.catalogue import Translator
from bot.ui.cards import Button, Card, Form, Row, Text, TextField, Tone
from bot.ui.routes import press


def card(settings: GuildSettings, t: Translator) -> Card:
    """What holds now, and the ways to change it."""
    everything = settings.approve_all
    return Card(
        title=t("setup-approval"),
        tone=Tone.SETTINGS,
        blocks=(
            Text(
                t("setup-approval-now-all")
                if everything
                else t("setup-approval-now-large", most=settings.approve_role_size)
            ),
            Text(t("setup-approval-what")),
            Row(
                (
                    Button(label=t.plain("setup-approval-large"), press=press("setup.approval-all", 0))
                    if everything
                    else Button(label=t.plain("setup-approval-all"), press=press("setup.approval-all", 1)),
                    Button(label=t.plain("setup-approval-size"), press=press("setup.approval-size")),
                )
            ),
            Row((Button(label=t.plain("setup-back"), press=press("setup.show")),)),
        ),
    )


def form(settings: GuildSettings, t: Translator) -> Form:
    """A number of members."""
    return Form(
        title=t.plain("setup-approval"),
        press=press("setup.approval-size-set"),
        fields=(
            TextField(
                key="size",
                label=t.plain("setup-approval-size-label"),
                description=t.plain("setup-approval-size-hint"),
                value=str(settings.approve_role_size),
                most=len(str(MOST_ROLE_SIZE)),
            ),
        ),
    )
