"""What a reader sees of polls for themselves: the list, and one poll with their own part in it."""

from dataclasses import replace

from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.polls import messages
from bot.polls.reading import Entry, Listing, Mine, Shown
from bot.polls.rules import Manner, PollState
from bot.polls.telling import messages as telling
from bot.ui.cards import Block, Button, Card, Divider, Item, Link, Note, Row, Text
from bot.ui.pages import paged, pager_row
from bot.ui.routes import press

PAGE = 8
"""Polls on a page: three components each, of forty."""


def listing(found: Listing, number: int, t: Translator) -> Card:
    """A page of the polls that the reader may see."""
    page = paged(found.entries, number, PAGE)
    blocks: list[Block] = []
    if not page.items:
        blocks.append(Text(t("poll-list-none-officer" if found.runs else "poll-list-none")))
    blocks += [
        Item(
            body=joined([one for one in (_line(entry, t), _mine(entry, t)) if one]),
            button=Button(label=t.plain("poll-open-one"), press=press("poll.show", entry.poll.id)),
        )
        for entry in page.items
    ]
    if page.count > 1:
        blocks.append(pager_row("poll.list", page, t=t))
    return Card(title=t("poll-list-title"), blocks=tuple(blocks))


def one(
    shown: Shown,
    t: Translator,
    *,
    result: Card | None = None,
    said: Safe | None = None,
) -> Card:
    """One poll for one reader: what is missing of them, then the poll; last what those who run it can press.

    `result`: what it came to, shown instead of the public card. `said`: what just happened.
    """
    poll = shown.poll
    blocks: list[Block] = [] if said is None else [Text(said)]
    if (own := _own(shown, t)) is not None:
        blocks.append(Text(own))
    if blocks:
        blocks.append(Divider())
    base = result or messages.public(poll, shown.options, shown.entry.standing, t)
    blocks += base.blocks
    if poll.outcome and result is None:
        blocks.append(Text(t("poll-mine-outcome", outcome=poll.outcome)))
    if shown.refused is not None:
        blocks.append(Note(t(shown.refused.key, **shown.refused.values)))
    if shown.runs:
        blocks.append(Row(tuple(_officers(shown, t))))
    blocks.append(Row(tuple(_links(shown, t))))
    footer = [Safe(base.footer or ""), telling.head(poll, t)]
    return replace(
        base, blocks=tuple(blocks), footer=joined([each for each in footer if each], " · ") or None
    )


def _officers(shown: Shown, t: Translator) -> list[Button]:
    """Where to go on: each leads to a card that says what it means before anything is done."""
    poll, found = shown.poll, []
    if poll.state is PollState.DRAFT:
        found.append(Button(label=t.plain("poll-officer-edit"), press=press("poll.draft", poll.id)))
    found.append(Button(label=t.plain("poll-officer-copy"), press=press("poll.copy", poll.id)))
    if poll.state in (PollState.DRAFT, PollState.OPEN, PollState.CLOSED):
        found.append(Button(label=t.plain("poll-officer-cancel"), press=press("poll.cancel", poll.id)))
    if shown.repost:
        found.append(Button(label=t.plain("poll-post-again"), press=press("poll.post-again", poll.id)))
    return found


def _links(shown: Shown, t: Translator) -> list[Button | Link]:
    poll = shown.poll
    found: list[Button | Link] = []
    if poll.card_message_id is not None:
        found.append(Link(label=t.plain("poll-result-card"), url=telling.url(poll)))
    if (to := telling.result_url(poll)) is not None:
        found.append(Link(label=t.plain("poll-result-link"), url=to))
    found.append(Button(label=t.plain("poll-all"), press=press("poll.list", 1)))
    return found


def _line(entry: Entry, t: Translator) -> Safe:
    poll = entry.poll
    turnout = messages.turnout(poll, entry.standing, t)
    match poll.state:
        case PollState.OPEN if poll.closes_at is not None:
            return t(
                "poll-list-open",
                question=poll.question,
                at=markup.time(poll.closes_at, "R"),
                turnout=turnout,
            )
        case PollState.OPEN:
            return t("poll-list-open-unset", question=poll.question, turnout=turnout)
        case PollState.DRAFT if poll.confirmed and poll.opens_at is not None:
            return t("poll-list-scheduled", question=poll.question, at=markup.time(poll.opens_at, "R"))
        case PollState.DRAFT:
            return t("poll-list-draft", question=poll.question)
        case PollState.VOID:
            return t("poll-list-void", question=poll.question)
        case PollState.CERTIFIED if poll.certified_at is not None:
            at = markup.time(poll.certified_at, "D")
            return t("poll-list-certified", question=poll.question, at=at, turnout=turnout)
        case _:
            at = Safe("") if poll.closed_at is None else markup.time(poll.closed_at, "D")
            return t("poll-list-closed", question=poll.question, at=at, turnout=turnout)


def _mine(entry: Entry, t: Translator) -> Safe | None:
    binding = [each for each in entry.mine if not each.unit.advisory]
    if not binding:
        return None
    if not entry.missing:
        return t("poll-list-voted")
    if len(binding) == 1:
        return t("poll-list-not-yet")
    return t("poll-list-some", missing=entry.missing)


def _own(shown: Shown, t: Translator) -> Safe | None:
    poll, mine = shown.poll, shown.entry.mine
    if poll.state is PollState.DRAFT:
        if poll.confirmed and poll.opens_at is not None:
            return t("poll-mine-scheduled", at=markup.time(poll.opens_at, "R"))
        return t("poll-mine-draft")
    if not mine:
        return None
    if len(mine) == 1 and not mine[0].unit.name and not mine[0].unit.advisory:
        return t("poll-mine-voted" if mine[0].voted else "poll-mine-not-yet")
    return joined(
        [
            t("poll-mine-unit-voted" if one.voted else "poll-mine-unit-not-yet", name=_unit(one, t))
            for one in mine
        ]
    )


def _unit(one: Mine, t: Translator) -> Safe:
    unit = one.unit
    if unit.name:
        name = t("poll-name", question=unit.name)
    else:
        name = t("poll-mine-proxy" if unit.manner is Manner.PROXY else "poll-mine-self")
    return t("poll-mine-advisory", name=name) if unit.advisory else name
