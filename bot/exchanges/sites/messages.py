"""What is seen of sites: the comparison for everybody, one site with its evidence for organisers, and polls that belong to a project."""

from collections.abc import Mapping
from typing import Any

from bot.errors import RefusedError
from bot.exchanges import evidence
from bot.exchanges.messages import home_button
from bot.exchanges.model import Purpose
from bot.exchanges.rules import ENDED
from bot.exchanges.sites.linking import LEAST_SITES, Linked
from bot.exchanges.sites.rules import (
    ADDRESS_LIMIT,
    CRITERIA,
    MOST_POINTS,
    MOST_SITES,
    MOST_TOTAL,
    NAME_LIMIT,
    Criterion,
    Site,
)
from bot.exchanges.sites.service import Comparison, SiteShown, is_link
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.ui import reply
from bot.ui.cards import (
    Attachment,
    Block,
    Button,
    Card,
    Divider,
    Facts,
    FileField,
    Form,
    Note,
    Option,
    Picture,
    Row,
    Select,
    SelectField,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.confirm import confirm_card
from bot.ui.pages import Page, paged, pager_row
from bot.ui.routes import press

PAGE = 8
"""Sites on a page of the comparison."""
_PICTURE = "sites.png"
_ALT, _LABEL = 1024, 100
_LINK_LIMIT = 500


# The comparison


def comparison(
    found: Comparison,
    number: int,
    t: Translator,
    *,
    picture: bytes | None = None,
    added: Safe | None = None,
) -> Card:
    """The sites of a project side by side, the best first."""
    page = _page(found, number)
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    if not found.sites:
        blocks.append(Text(t("site-none-lead" if found.leads else "site-none")))
    else:
        blocks.append(Text(joined([_line(place, one, t) for place, one in _numbered(page)], "\n\n")))
    files: tuple[Attachment, ...] = ()
    if picture is not None:
        blocks.append(Picture(url=f"attachment://{_PICTURE}", alt=clip(t.plain("site-picture-alt"), _ALT)))
        files = (Attachment(name=_PICTURE, content=picture),)
    if page.count > 1:
        blocks.append(pager_row("site.compare", page, found.project.id, t=t))
    if found.leads and found.project.stage not in ENDED:
        blocks += _tools(found, page, t)
    else:
        blocks.append(Row((home_button(found.project, t),)))
    footer = t("site-footer", most=MOST_TOTAL) if found.sites else None
    return Card(
        title=t("site-title", name=found.project.name),
        blocks=tuple(blocks),
        footer=footer,
        files=files,
    )


def chart(found: Comparison, number: int, t: Translator) -> Mapping[str, Any] | None:
    """What `charts.draw` needs; None: nothing is scored yet."""
    page = _page(found, number)
    if not any(one.scores for one in page.items):
        return None
    rows = [[one.scores.get(each) for each in CRITERIA] for one in page.items]
    return {
        "names": [f"{place} · {one.name}" for place, one in _numbered(page)],
        "columns": [t.plain(f"site-criterion-{one}") for one in CRITERIA],
        "points": [[None if one is None else one.points for one in row] for row in rows],
        "proven": [[one is not None and one.proven for one in row] for row in rows],
        "totals": [f"{one.total}/{MOST_TOTAL}" for one in page.items],
        "note": t.plain("site-picture-note"),
    }


def _tools(found: Comparison, page: Page[Site], t: Translator) -> list[Block]:
    polled = len(found.sites) >= LEAST_SITES
    buttons: list[Button] = []
    if polled:
        style = Style.SECONDARY if found.asked else Style.PRIMARY
        buttons.append(
            Button(label=t.plain("site-poll"), press=press("site.poll", found.project.id), style=style)
        )
    if len(found.sites) < MOST_SITES:
        buttons.append(
            Button(
                label=t.plain("site-add"),
                press=press("site.add", found.project.id),
                style=Style.SECONDARY if polled else Style.PRIMARY,
            )
        )
    buttons.append(home_button(found.project, t))
    blocks: list[Block] = [Divider()]
    if found.asked:
        blocks.append(Note(t("site-poll-asked")))
    if page.items:
        blocks.append(
            Select(
                press=press("site.open", found.project.id),
                placeholder=t.plain("site-open"),
                options=tuple(
                    Option(
                        label=clip(t.plain("site-option", number=str(place), name=one.name), _LABEL),
                        value=str(one.id),
                    )
                    for place, one in _numbered(page)
                ),
            )
        )
    return [*blocks, Row(tuple(buttons))]


def _line(place: int, one: Site, t: Translator) -> Safe:
    scored = [
        t(
            "site-scored" if score.proven else "site-scored-unproven",
            criterion=Safe(t(f"site-criterion-{each}")),
            points=score.points,
        )
        for each in CRITERIA
        if (score := one.scores.get(each)) is not None
    ]
    head = t(
        "site-line-unproven" if one.claimed else "site-line",
        number=str(place),
        name=one.name,
        total=one.total,
        most=MOST_TOTAL,
        claimed=one.claimed,
    )
    lines = [head]
    if one.address:
        lines.append(t("site-line-address", address=one.address))
    lines.append(joined(scored, " · ") if scored else t("site-line-unscored"))
    return joined(lines)


def _page(found: Comparison, number: int) -> Page[Site]:
    return paged(found.sites, number, PAGE)


def _numbered(page: Page[Site]) -> list[tuple[int, Site]]:
    return list(enumerate(page.items, start=(page.number - 1) * PAGE + 1))


# One site


def card(found: SiteShown, t: Translator, *, added: Safe | None = None) -> Card:
    """A site as organisers see it: each score with its evidence."""
    site = found.site
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    if site.address:
        blocks.append(Text(t("site-line-address", address=site.address)))
    blocks.append(Facts(tuple(_fact(each, found, t) for each in CRITERIA)))
    blocks.append(
        Text(t("site-total-unproven" if site.claimed else "site-total", total=site.total, most=MOST_TOTAL, claimed=site.claimed))
    )  # fmt: skip
    blocks.append(
        Select(
            press=press("site.score", site.id),
            placeholder=t.plain("site-score"),
            options=tuple(
                Option(
                    label=t.plain(f"site-criterion-{each}"),
                    value=str(number),
                    description=clip(t.plain(f"site-hint-{each}"), _LABEL),
                )
                for number, each in enumerate(CRITERIA)
            ),
        )
    )
    blocks.append(
        Row(
            (
                Button(
                    label=t.plain("site-to-comparison"),
                    press=press("site.compare", found.project.id, 1),
                    style=Style.PRIMARY,
                ),
                Button(label=t.plain("site-edit"), press=press("site.edit", site.id)),
                Button(label=t.plain("site-remove"), press=press("site.remove", site.id)),
            )
        )
    )
    return Card(
        title=t("site-card-title", name=site.name),
        tone=Tone.SETTINGS,
        blocks=tuple(blocks),
        footer=t("site-card-footer", name=found.project.name),
    )


def _fact(criterion: Criterion, found: SiteShown, t: Translator) -> tuple[Safe, Safe]:
    score = found.site.scores.get(criterion)
    label = t(f"site-criterion-{criterion}")
    if score is None:
        return label, t("site-not-scored")
    if not score.proven:
        return label, t("site-points-unproven", points=score.points, most=MOST_POINTS)
    return label, t(
        "site-points",
        points=score.points,
        most=MOST_POINTS,
        evidence=evidence.shown(score.evidence, t, found.names),
    )


def removing(found: SiteShown, t: Translator) -> Card:
    """What removing a site means."""
    site = found.site
    return confirm_card(
        t("site-remove-title", name=site.name),
        (Text(t("site-remove-what")),),
        Button(
            label=t.plain("site-remove"),
            press=press("site.remove-confirm", site.id, site.version),
            style=Style.DANGER,
        ),
        t,
        press("site.card", site.id),
    )


# Forms


def add_form(exchange_id: int, t: Translator) -> Form:
    """A new site."""
    return Form(
        title=t.plain("site-form-add"),
        press=press("site.added", exchange_id),
        fields=_texts("", "", t),
    )


def edit_form(site: Site, t: Translator) -> Form:
    """Name and address of a site."""
    return Form(
        title=t.plain("site-form-edit"),
        press=press("site.edited", site.id, site.version),
        fields=_texts(site.name, site.address, t),
    )


def returned(error: RefusedError, site_id: int, number: int, points: int, t: Translator) -> Card:
    """Why a score was refused, and the way back to its form with the points that were chosen."""
    again = Button(
        label=t.plain("survey-again"),
        press=press("site.score-again", site_id, number, points),
        style=Style.PRIMARY,
    )
    return Card(title="", tone=Tone.WARNING, blocks=(Text(reply.sentence(error, t)), Row((again,))))


def score_form(site: Site, number: int, t: Translator, *, chosen: int | None = None) -> Form:
    """Points and evidence of a criterion. `chosen`: the points of a score that was refused."""
    criterion = CRITERIA[number]
    score = site.scores.get(criterion)
    before = chosen if chosen is not None else None if score is None else score.points
    link = score.evidence if score is not None and is_link(score.evidence) else ""
    points = [
        Option(
            label=t.plain("site-points-option", points=str(one)),
            value=str(one),
            chosen=one == before,
        )
        for one in range(MOST_POINTS, -1, -1)
    ]
    return Form(
        title=t.plain("site-form-score", criterion=t.plain(f"site-criterion-{criterion}")),
        press=press("site.scored", site.id, number),
        fields=(
            SelectField(
                key="points",
                label=t.plain("site-field-points"),
                description=clip(t.plain(f"site-hint-{criterion}"), _LABEL),
                options=tuple(points),
                required=False,
                least=0,
            ),
            TextField(
                key="link",
                label=t.plain("site-field-link"),
                description=t.plain("site-field-link-hint"),
                value=link,
                required=False,
                most=_LINK_LIMIT,
            ),
            FileField(key="file", label=t.plain("site-field-file")),
        ),
    )


def _texts(name: str, address: str, t: Translator) -> tuple[TextField, ...]:
    return (
        TextField(key="name", label=t.plain("site-field-name"), value=name, most=NAME_LIMIT),
        TextField(
            key="address",
            label=t.plain("site-field-address"),
            description=t.plain("site-field-address-hint"),
            value=address,
            required=False,
            most=ADDRESS_LIMIT,
        ),
    )


# Polls


def linked(found: Linked, t: Translator) -> Card:
    """A poll belongs to the project, what follows from that, and the way back."""
    question, name = found.poll.question, found.project.name
    if found.link.purpose is Purpose.PLEDGE:
        what = t("site-poll-is-pledge")
    elif found.decision:
        what = t("site-poll-settles", title=found.decision)
    else:
        what = t("site-poll-is-decision")
    return Card(
        title=t("site-poll-title", question=question),
        tone=Tone.SUCCESS,
        blocks=(
            Text(t("site-poll-belongs", name=name)),
            Text(what),
            Row(
                (
                    Button(
                        label=t.plain("site-poll-unlink"),
                        press=press("site.unlink", found.project.id, found.poll.id),
                    ),
                )
            ),
        ),
    )


def unlinked(found: Linked, t: Translator) -> Card:
    """A poll belongs to the project no longer."""
    return Card(
        title=t("site-poll-title", question=found.poll.question),
        blocks=(Note(t("site-poll-unlinked", name=found.project.name)),),
    )
