"""What the preview and the detail say of posts that stand: corrections of them, and publishing them to other servers."""

from collections.abc import Collection, Mapping
from typing import Protocol

from bot.announcements.correction_rules import Correcting
from bot.announcements.rules import Announcement
from bot.delivery.model import Delivery, DeliveryState
from bot.guilds.messages import failure_text
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.ui.cards import Block, Button, Divider, Heading, Note, Text
from bot.ui.routes import press


class Posted(Protocol):
    """What is known of an announcement's posts."""

    @property
    def announcement(self) -> Announcement: ...
    @property
    def corrections(self) -> tuple[Delivery, ...]: ...
    @property
    def published(self) -> Mapping[int, Delivery]: ...
    @property
    def correctable(self) -> bool: ...


# On the preview


def correcting_notes(correcting: Correcting | None, t: Translator) -> tuple[Block, ...]:
    """Which posts change with the draft, and which do not."""
    if correcting is None:
        return ()
    if not correcting.posts:
        return (Note(t("correct-nothing")),)
    posts = correcting.posts
    said = [t("correct-what", count=len(posts), when=markup.time(posts[0].due_at))]
    if correcting.earlier:
        said.append(t("correct-earlier"))
    if correcting.over:
        said.append(t("correct-over"))
    return (Note(joined(said, " ")),)


def future_only(draft: Announcement, correcting: Correcting | None, t: Translator) -> tuple[Button, ...]:
    """The way to save a change to a series and leave what is posted alone."""
    if correcting is None or correcting.over:
        return ()
    return (
        Button(
            label=t.plain("correct-future-only"), press=press("announce.future-only", draft.id, draft.version)
        ),
    )


def publish_button(draft: Announcement, publishable: Collection[int], t: Translator) -> tuple[Button, ...]:
    """For announcement channels alone: others have no followers."""
    wanted = [one for one in draft.channels if one in publishable]
    if not wanted:
        return ()
    on = draft.publish.issuperset(wanted)
    return (
        Button(
            label=t.plain("publish-off" if on else "publish-on"),
            press=press("announce.publish", draft.id, int(not on)),
        ),
    )


def facts(draft: Announcement, t: Translator) -> tuple[tuple[str, str], ...]:
    """Which of its channels are published, and that it changes what stands."""
    where = Safe(" ".join(markup.channel(one) for one in draft.channels if one in draft.publish))
    rows = [(t("publish-fact"), t("publish-to", where=where))] if where else []
    if draft.corrects:
        rows.append((t("correct-fact"), t("correct-fact-posts")))
    return tuple(rows)


# On the detail


def with_published(line: str, row: Delivery, found: Posted, t: Translator) -> str:
    """The line of a post, with what became of publishing it."""
    crosspost = None if row.result_id is None else found.published.get(row.result_id)
    said = None if crosspost is None else publish_state(crosspost, t)
    return line if said is None else f"{line} · {said}"


def publish_state(crosspost: Delivery, t: Translator) -> Safe | None:
    """How far publishing has come; None when it was taken back."""
    match crosspost.state:
        case DeliveryState.SENT:
            return t("publish-done")
        case DeliveryState.DEAD | DeliveryState.DROPPED:
            why = failure_text(crosspost.reason or "", crosspost.target_id, t)
            return t("publish-failed", why=why)
        case DeliveryState.CANCELLED:
            return None
        case _:
            return t("publish-at", at=markup.time(crosspost.due_at))


def corrections(found: Posted, t: Translator) -> list[Block]:
    """What became of the last correction, post by post."""
    if not found.corrections:
        return []
    return [Divider(), Heading(t("correct-heading")), Text(correction_lines(found.corrections, t))]


def correction_lines(rows: Collection[Delivery], t: Translator) -> Safe:
    """A line for each post."""
    return joined(_correction(row, t) for row in rows)


def _correction(row: Delivery, t: Translator) -> Safe:
    where = markup.channel(row.target_id)
    match row.state:
        case DeliveryState.SENT:
            url = f"https://discord.com/channels/{row.guild_id}/{row.target_id}/{row.details['message_id']}"
            return t("correct-line-sent", where=where, url=Safe(url))
        case DeliveryState.DEAD | DeliveryState.DROPPED:
            return t("correct-line-dead", where=where, why=failure_text(row.reason or "", row.target_id, t))
        case DeliveryState.CANCELLED:
            return t("correct-line-cancelled", where=where)
        case DeliveryState.RETRY:
            return t("correct-line-retry", where=where)
        case _:
            return t("correct-line-waiting", where=where)


def correct_button(found: Posted, t: Translator) -> tuple[Button, ...]:
    """The way to correct, where something stands."""
    if not found.correctable:
        return ()
    return (Button(label=t.plain("correct"), press=press("announce.correct", found.announcement.id)),)
