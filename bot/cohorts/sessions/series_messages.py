"""A series of sessions, before and after it is stored: every date that was understood, and what the clocks do on it."""

from bot.cohorts.rules import Cohort
from bot.cohorts.sessions.messages import both, notes
from bot.cohorts.sessions.planning import Added, Preview
from bot.delivery.recurrence import Occurrence
from bot.language import markup, when
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined, safe
from bot.ui.cards import Block, Button, Card, Divider, Facts, Note, Row, Style, Text, Tone
from bot.ui.confirm import confirm_card
from bot.ui.routes import press


def preview(found: Preview, t: Translator, *, added: Safe | None = None) -> Card:
    """Every date that was understood, what the clocks do on it, and the button that stores them."""
    draft, count = found.draft, len(found.dates)
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    blocks.append(
        Facts(
            (
                (t("cohort-session-label-cohort"), safe(found.cohort.name)),
                (t("cohort-session-label-length"), t("cohort-session-minutes-long", minutes=draft.minutes)),
                *(((t("cohort-session-label-place"), safe(draft.place)),) if draft.place else ()),
            )
        )
    )
    blocks.append(Text(joined(_date(number, one, t) for number, one in enumerate(found.dates, 1))))
    blocks += notes(found.dates, found.changes, draft.zone, t)
    blocks += [
        Note(t("cohort-session-meanwhile", title=one.title, at=markup.time(one.starts_at)))
        for one in found.meanwhile[:3]
    ]
    return confirm_card(
        t("cohort-session-preview-title", title=draft.title, count=count),
        tuple(blocks),
        Button(
            label=t.plain("cohort-session-store", count=count),
            press=press("cohort-session.add", draft.id),
            style=Style.PRIMARY,
        ),
        t,
        press("cohort-session.discard", draft.id),
    )


def stored(added: Added, t: Translator) -> Card:
    """After they were stored."""
    first = added.sessions[0]
    said = t(
        "cohort-session-stored",
        count=len(added.sessions),
        name=added.cohort.name,
        at=both(first.starts_at, first.wall, first.zone, t),
    )
    more = () if added.cohort.channel_id is not None else (Note(t("cohort-session-no-channel")),)
    return Card(
        title="",
        tone=Tone.SUCCESS,
        blocks=(
            Text(said),
            *more,
            Row(
                (
                    Button(
                        label=t.plain("cohort-session-link"),
                        press=press("cohort-session.link", first.id),
                        style=Style.PRIMARY,
                    ),
                    Button(
                        label=t.plain("cohort-session-see-all"),
                        press=press("cohort-session.list", added.cohort.id, 1),
                    ),
                )
            ),
        ),
    )


def discarded(cohort: Cohort, t: Translator) -> Card:
    """After a preview was thrown away."""
    return Card(title="", blocks=(Text(t("cohort-session-discarded", name=cohort.name)),))


def _date(number: int, one: Occurrence, t: Translator) -> Safe:
    parts: dict[str, object] = {
        "number": str(number),
        "date": when.date(one.wall, t),
        "time": f"{one.wall:%H:%M}",
        "at": markup.time(one.instant),
    }
    if one.shifted:
        return t("cohort-session-date-shifted", **parts, asked=f"{one.planned:%H:%M}")
    return t("cohort-session-date-ambiguous" if one.ambiguous else "cohort-session-date", **parts)
