"""What members read when they give a proxy, or take it back."""

from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.polls.messages import VOTE
from bot.polls.rules import Unit
from bot.polls.voting.packing import tag
from bot.polls.voting.proxies import Given, Giving
from bot.ui.cards import Block, Button, Card, Row, Style, Text, Tone
from bot.ui.routes import press

_ROW, _MOST, _LABEL = 5, 20, 60


def choose_giving(giving: Giving, holder_id: int, t: Translator) -> Card:
    """Which of several votes is given."""
    buttons = [
        Button(label=_plain(one, t), press=press("roll.give", giving.poll.id, tag(one), holder_id))
        for one in giving.units[:_MOST]
    ]
    text = Text(t("proxy-choose-give", who=markup.user(holder_id)))
    return Card(title=t("proxy-title"), blocks=(text, *_rows(buttons)))


def choose_withdrawing(giving: Giving, t: Translator) -> Card:
    """Which of several votes is taken back."""
    given = [one for one in giving.units if one.voter in giving.holders][:_MOST]
    lines = [
        t("proxy-holder-line", who=_who(one, t), holder=markup.user(giving.holders[one.voter]))
        for one in given
    ]
    buttons = [
        Button(label=_plain(one, t), press=press("roll.withdraw", giving.poll.id, tag(one))) for one in given
    ]
    return Card(
        title=t("proxy-title"),
        blocks=(Text(t("proxy-choose-withdraw")), Text(joined(lines)), *_rows(buttons)),
    )


def given(done: Given, t: Translator) -> Card:
    """Who may vote for them now, and what that means."""
    poll, values = done.poll, {"who": _who(done.unit, t), "holder": markup.user(done.holder_id)}
    first = t("proxy-given", **values) if done.changed else t("proxy-given-already", **values)
    blocks: list[Block] = [Text(first), Text(t("proxy-given-means"))]
    if done.changed:
        blocks.append(Text(t("proxy-told") if done.told else t("proxy-not-told")))
    blocks.append(
        Row(
            (
                Button(label=t.plain("proxy-vote-myself"), press=press(VOTE, poll.id), style=Style.PRIMARY),
                Button(
                    label=t.plain("proxy-withdraw"), press=press("roll.withdraw", poll.id, tag(done.unit))
                ),
            )
        )
    )
    return Card(title=t("proxy-title"), tone=Tone.SUCCESS, blocks=tuple(blocks))


def withdrawn(done: Given, t: Translator) -> Card:
    """Nobody votes for them any more; what was cast by then."""
    values = {"who": _who(done.unit, t), "holder": markup.user(done.holder_id)}
    said = t("proxy-withdrawn-voted", **values) if done.voted else t("proxy-withdrawn", **values)
    button = Button(label=t.plain("proxy-vote-myself"), press=press(VOTE, done.poll.id), style=Style.PRIMARY)
    return Card(title=t("proxy-title"), tone=Tone.SUCCESS, blocks=(Text(said), Row((button,))))


def _rows(buttons: list[Button]) -> list[Row]:
    return [Row(tuple(buttons[start : start + _ROW])) for start in range(0, len(buttons), _ROW)]


def _who(unit: Unit, t: Translator) -> Safe:
    return t("proxy-organisation", name=unit.name) if unit.is_organisation else t("proxy-own")


def _plain(unit: Unit, t: Translator) -> str:
    if unit.is_organisation:
        return t.plain("proxy-button-organisation", name=clip(unit.name, _LABEL))
    return t.plain("proxy-button-own")
