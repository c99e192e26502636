"""What questions, their answers and labels look like."""

from collections.abc import Sequence

from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, safe_body
from bot.topics.rules import Topic
from bot.topics.threads import rules
from bot.topics.threads.questions import Asked
from bot.topics.threads.records import Standing
from bot.topics.threads.rules import (
    MOST_ANSWER,
    MOST_QUESTION,
    MOST_TITLE,
    SOLVED,
    Label,
    Thread,
    Urgency,
    may_leave,
)
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Facts,
    Form,
    Heading,
    Link,
    Note,
    Option,
    RadioField,
    Row,
    SelectField,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.routes import press

_EXCERPT = 200
_MOST_TOPICS = 25


def url(thread: Thread) -> str:
    """Where a thread is."""
    return markup.channel_url(thread.guild_id, thread.thread_id)


# Asking


def ask_form(topics: Sequence[Topic], t: Translator, *, chosen: int | None = None) -> Form:
    """The form of /ask. `chosen`: the topic that was named already."""
    offered = sorted(topics, key=lambda topic: topic.id != chosen)[:_MOST_TOPICS]
    return Form(
        title=t.plain("ask-form-title"),
        press=press("ask.form"),
        fields=(
            SelectField(
                key="topic",
                label=t.plain("ask-field-topic"),
                options=tuple(
                    Option(label=topic_name(topic, t), value=str(topic.id), chosen=topic.id == chosen)
                    for topic in offered
                ),
            ),
            TextField(
                key="title",
                label=t.plain("ask-field-title"),
                description=t.plain("ask-field-title-what"),
                most=MOST_TITLE,
            ),
            TextField(
                key="question",
                label=t.plain("ask-field-question"),
                description=t.plain("ask-field-question-what"),
                long=True,
                most=MOST_QUESTION,
            ),
            RadioField(
                key="urgency",
                label=t.plain("ask-field-urgency"),
                options=tuple(
                    Option(
                        label=t.plain(f"ask-urgency-{one}"),
                        value=one.value,
                        chosen=one is Urgency.NORMAL,
                    )
                    for one in Urgency
                ),
            ),
        ),
    )


def topic_name(topic: Topic, t: Translator) -> str:
    """A topic where no markdown is rendered."""
    return t.plain("threads-topic-plain", emoji=topic.emoji or "", name=topic.name).strip()


def similar(asked: Asked, t: Translator) -> Card:
    """What others solved before, shown to the asker alone before anything is posted."""
    blocks: list[Block] = [Text(t("ask-similar-intro", count=len(asked.similar)))]
    for one in asked.similar:
        solves = press("ask.solved", asked.thread.id, one.thread.id)
        # A button beside the text would leave it half a phone's width.
        blocks += [
            Divider(),
            Text(_solved_line(one, t)),
            Row((Button(label=t.plain("ask-solved"), press=solves, style=Style.SUCCESS),)),
        ]
    anyway = Button(label=t.plain("ask-post-anyway"), press=press("ask.post", asked.thread.id))
    blocks += [Divider(), Row((anyway,))]
    return Card(
        title=t("ask-similar-title", count=len(asked.similar)),
        blocks=tuple(blocks),
        footer=t("ask-similar-kept"),
    )


def _solved_line(one: Standing, t: Translator) -> Safe:
    thread = one.thread
    text = rules.excerpt(thread.answer, _EXCERPT)
    return t(
        "ask-similar-line" if text else "ask-similar-line-bare",
        title=thread.title,
        url=Safe(url(thread)),
        answer=text,
    )


def posted(asked: Asked, now: Asked | None, t: Translator) -> Card:
    """What became of a question. `now`: as it stands after its post was tried; None: nobody can say yet."""
    if now is None:
        return Card(
            title=t("ask-posting-title"),
            blocks=(Text(t("ask-posting", where=markup.channel(asked.thread.channel_id))),),
        )
    thread = now.thread
    if not thread.thread_id:
        return Card(
            title=t("ask-failed-title"),
            tone=Tone.WARNING,
            blocks=(
                Text(t("ask-failed", where=markup.channel(thread.channel_id))),
                Row(
                    (
                        Button(
                            label=t.plain("ask-again"),
                            press=press("ask.post", thread.id),
                            style=Style.PRIMARY,
                        ),
                    )
                ),
            ),
        )
    return Card(
        title=t("ask-posted-title"),
        tone=Tone.SUCCESS,
        blocks=(
            Text(t("ask-posted", title=thread.title)),
            Row((Link(label=t.plain("threads-go"), url=url(thread)),)),
        ),
    )


def solved(one: Standing, t: Translator) -> Card:
    """The asker found the answer in what was solved before."""
    blocks: list[Block] = [Text(t("ask-solved-what", title=one.thread.title))]
    if one.thread.answer:
        blocks.append(Text(safe_body(one.thread.answer)))
    blocks.append(Row((Link(label=t.plain("threads-go"), url=url(one.thread)),)))
    return Card(title=t("ask-solved-title"), tone=Tone.SUCCESS, blocks=tuple(blocks))


# The head card


def head(one: Standing, t: Translator) -> Card:
    """The card of a thread, for everybody who reads it."""
    thread = one.thread
    done = thread.state in SOLVED
    # What stands in the channel is read by those whom the label may keep out of the thread.
    told = may_leave(thread.label) or not thread.head_is_outside
    blocks: list[Block] = [Facts(_facts(one, t))]
    if not told:
        blocks.append(Text(t("threads-head-withheld")))
    if told and thread.question:
        blocks.append(Text(safe_body(thread.question)))
    if told and done:
        blocks += [Divider(), Heading(t("threads-head-answer"))]
        blocks.append(Text(safe_body(thread.answer) if thread.answer else t("threads-head-by-tag")))
    if not thread.asked and not done:
        blocks.append(Text(t("threads-head-hint")))
    blocks.append(Row(_state_buttons(thread, t)))
    if thread.head_is_outside and told:
        title = t("threads-head-titled", state=_state(thread, t), title=thread.title)
    else:
        title = _state(thread, t)
    return Card(title=title, tone=Tone.SUCCESS if done else Tone.NEUTRAL, blocks=tuple(blocks))


def _facts(one: Standing, t: Translator) -> tuple[tuple[str, str], ...]:
    thread = one.thread
    rows: list[tuple[str, str]] = []
    if one.topic is not None:
        rows.append(
            (t("threads-fact-topic"), t("threads-topic", emoji=one.topic.emoji or "", name=one.topic.name))
        )
    if thread.asked:
        rows.append((t("threads-fact-urgency"), t(f"ask-urgency-{thread.urgency}")))
        if thread.asker_id is not None:
            rows.append((t("threads-fact-asker"), markup.user(thread.asker_id)))
    rows.append((t("threads-fact-label"), label_name(thread.label, t)))
    return tuple(rows)


def _state(thread: Thread, t: Translator) -> Safe:
    return t("threads-state-answered" if thread.state in SOLVED else "threads-state-open")


def _state_buttons(thread: Thread, t: Translator) -> tuple[Button, ...]:
    done = thread.state in SOLVED
    return (
        Button(
            label=t.plain("threads-change-answer" if done else "threads-answered"),
            press=press("thread.answered", thread.id),
            style=Style.SECONDARY if done else Style.PRIMARY,
        ),
        Button(label=t.plain("threads-still-open"), press=press("thread.open", thread.id), disabled=not done),
    )


def label_name(label: Label, t: Translator) -> Safe:
    """A label with what it means."""
    return t(f"label-{_word(label)}")


def label_choice(label: Label, t: Translator) -> str:
    """The same where no markdown is rendered."""
    return t.plain(f"label-{_word(label)}")


def _word(label: Label) -> str:
    return label.value.lower().replace("+", "-")


# Answers and labels, for the one who acted


def gist_form(one: Standing, t: Translator, *, text: str | None = None) -> Form:
    """What the answer was, in short. `text`: of the message that was marked."""
    thread = one.thread
    return Form(
        title=t.plain("threads-gist-title"),
        press=press("thread.gist", thread.id, thread.version),
        fields=(
            TextField(
                key="gist",
                label=t.plain("threads-gist-field"),
                description=t.plain("threads-gist-what"),
                value=thread.answer if text is None else text,
                long=True,
                most=MOST_ANSWER,
            ),
        ),
    )


def answered(one: Standing, t: Translator) -> Card:
    """It is marked as answered."""
    found = rules.is_found(one.thread)
    return Card(
        title=t("threads-done-title"),
        tone=Tone.SUCCESS,
        blocks=(Text(t("threads-done-found" if found else "threads-done-kept")),),
    )


def too_late(typed: str, why: Safe, t: Translator) -> Card:
    """It is refused, and nothing was stored; what was typed is given back."""
    return Card(
        title="",
        tone=Tone.WARNING,
        blocks=(Text(why), Note(t("threads-your-text")), Text(markup.verbatim(typed))),
    )


def reopened(t: Translator) -> Card:
    """It is open again."""
    return Card(title=t("threads-open-title"), blocks=(Text(t("threads-open-what")),))


def labelled(one: Standing, t: Translator) -> Card:
    """The label is set."""
    label = one.thread.label
    return Card(
        title=t("label-set-title"),
        tone=Tone.SUCCESS,
        blocks=(
            Text(label_name(label, t)),
            Note(t("label-set-leaves" if may_leave(label) else "label-set-stays")),
        ),
    )
