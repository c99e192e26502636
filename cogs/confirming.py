"""The one way from a preview to its promise."""

from bot.announcements import messages
from bot.announcements.messages import corrections
from bot.ui import reply
from cogs import announcing, pinging
from cogs.announcing import Interaction


async def confirm(interaction: Interaction, draft_id: int, version: int) -> None:
    """Promise a draft, or what it changes and corrects, as it is at `version`; and say what was promised."""
    bot = interaction.client
    visit = await bot.visit(interaction)
    draft = await bot.services.announcements.look(visit.actor, draft_id)
    if (
        not draft.corrects
    ):  # a correction is for where it stands already, whatever became of the channels since
        announcing.require_postable(visit, draft.channels)
        pinging.require_pingable(visit, draft.ping, draft.channels)
    standing = await pinging.standing(bot, visit, draft)
    if standing.need is not None and draft.version == version:
        await announcing.show_preview(interaction, visit, draft, added=visit.t("announce-needs-approval"))
        return
    promised = await bot.services.announcements.confirm(
        visit.actor, draft_id, version, role_size=standing.role_size
    )
    if draft.corrects:
        await show_progress(interaction, promised.id)
        return
    await reply.show(
        interaction,
        messages.promised(
            promised,
            visit.t,
            now=bot.clock.now(),
            paused=visit.settings.paused_at is not None,
            changed=promised.id != draft_id,
        ),
    )


async def show_progress(interaction: Interaction, announcement_id: int) -> None:
    """How far the last correction of an announcement has come."""
    bot = interaction.client
    visit = await bot.visit(interaction)
    found = await bot.services.corrections.progress(visit.actor, announcement_id)
    await reply.show(interaction, corrections.progress(found, visit.t))
