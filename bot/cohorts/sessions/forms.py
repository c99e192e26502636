"""What is asked about a session."""

from bot.cohorts.rules import Session
from bot.cohorts.sessions import rules
from bot.language import zones
from bot.language.catalogue import Translator
from bot.language.safe_text import clip
from bot.limits import MODAL_TITLE
from bot.ui.cards import Form, TextField
from bot.ui.routes import press

_PHRASE_LIMIT = 200


def move_form(session: Session, t: Translator) -> Form:
    """Asks for another time in words."""
    return Form(
        title=clip(t.plain("cohort-session-move"), MODAL_TITLE),
        press=press("cohort-session.moved", session.id),
        fields=(
            TextField(
                key="when",
                label=t.plain("cohort-session-field-when"),
                description=t.plain("cohort-session-field-when-what", city=zones.city(session.zone)),
                value=f"{session.wall:%Y-%m-%d %H:%M}",
                most=_PHRASE_LIMIT,
            ),
        ),
    )


def edit_form(session: Session, t: Translator) -> Form:
    """Asks for title, length and place."""
    return Form(
        title=clip(t.plain("cohort-session-edit"), MODAL_TITLE),
        press=press("cohort-session.edited", session.id, session.version),
        fields=(
            TextField(
                key="title",
                label=t.plain("cohort-session-field-title"),
                value=session.title,
                most=rules.TITLE_LIMIT,
            ),
            TextField(
                key="minutes",
                label=t.plain("cohort-session-field-minutes"),
                value=str(session.minutes),
                most=4,
            ),
            TextField(
                key="place",
                label=t.plain("cohort-session-field-place"),
                description=t.plain("cohort-session-field-place-what"),
                value=session.place,
                required=False,
                most=rules.PLACE_LIMIT,
            ),
        ),
    )


def link_form(session: Session, t: Translator) -> Form:
    """Asks for the secret link and the code word."""
    minutes = int(rules.LINK_BEFORE.total_seconds() // 60)
    return Form(
        title=clip(t.plain("cohort-session-link"), MODAL_TITLE),
        press=press("cohort-session.linked", session.id, session.version),
        fields=(
            TextField(
                key="link",
                label=t.plain("cohort-session-field-link"),
                description=t.plain("cohort-session-field-link-what", minutes=minutes),
                value=session.link,
                required=False,
                most=rules.LINK_LIMIT,
            ),
            TextField(
                key="code",
                label=t.plain("cohort-session-field-code"),
                description=t.plain("cohort-session-field-code-what"),
                value=session.code,
                required=False,
                most=rules.CODE_LIMIT,
            ),
        ),
    )


def materials_form(session: Session, t: Translator) -> Form:
    """Asks for what the cohort gets after the session."""
    return Form(
        title=clip(t.plain("cohort-session-materials"), MODAL_TITLE),
        press=press("cohort-session.material", session.id, session.version),
        fields=(
            TextField(
                key="materials",
                label=t.plain("cohort-session-field-materials"),
                description=t.plain("cohort-session-field-materials-what"),
                value=session.materials,
                long=True,
                required=False,
                most=rules.MATERIALS_LIMIT,
            ),
            TextField(
                key="recording",
                label=t.plain("cohort-session-field-recording"),
                value=session.recording,
                required=False,
                most=rules.LINK_LIMIT,
            ),
        ),
    )
