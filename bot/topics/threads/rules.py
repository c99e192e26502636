"""What a thread is to the bot: its state, its label, and who may see what of it where. Pure: values in, values out."""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.topics.rules import PlaceView, Topic, lacks_tag

MOST_TITLE: Final = 100
MOST_QUESTION: Final = 2000
MOST_ANSWER: Final = 1500
"""Characters: the question and the answer stand on one card."""

MOST_ASKED: Final = 3
ASKED_WITHIN: Final = dt.timedelta(hours=1)
"""So many questions a member may ask in this time: everybody who follows reads them."""

DRAFT_KEPT: Final = dt.timedelta(days=1)
GONE_KEPT: Final = dt.timedelta(days=30)
"""So long it is known of a deleted thread that it was there."""
MOST_HEADS: Final = 2
"""A head card that was deleted is posted once more, never a third time."""

HEAD_AFTER: Final = dt.timedelta(seconds=10)
"""Discord lets nobody write in a forum post before its own first message is there."""
HEAD_WITHIN: Final = dt.timedelta(days=3)
"""A post that was found later than this gets no head card of its own accord: a long absence makes no flood."""

WAITS: Final = dt.timedelta(days=30)
"""So long after it was asked a question waits for an answer though Discord has put its thread away."""
_SLACK: Final = dt.timedelta(minutes=5)


class ThreadState(StrEnum):
    """draft → open → answered → resolved; an open one that somebody closed in Discord is archived.

    Answered is what somebody marked; resolved: and nobody objected until it was closed. Dormant: nobody answered, and
    Discord put it away because nobody wrote. All but a draft go back to open.
    """

    DRAFT = "draft"
    OPEN = "open"
    DORMANT = "dormant"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    ARCHIVED = "archived"


class Label(StrEnum):
    """Traffic Light Protocol 2.0 (FIRST, 2022): how far what is said may be carried. From the freest to the strictest."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"


class Urgency(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


def may_leave(label: Label) -> bool:
    """Whether anything of a thread may be shown in another channel: a search, a digest, a card."""
    return label in (Label.CLEAR, Label.GREEN)


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A thread in a topic's channel. `id` is ours, `thread_id` Discord's (0: not posted yet), `channel_id` its parent.

    `asked`: made by /ask. `in_forum`: a post of a forum, not a thread on a message. `tags`: those of the forum on it, as
    last seen. `asker_id`: who asked, or opened it; None once erased. `question` and `answer` came through the bot's own
    forms, or from the message that somebody marked. `answered_by` is an actor key. `head_id`: the head card, of `heads`
    that were promised. `gone_at`: since when Discord does not have it any more.
    """

    id: int
    guild_id: int
    thread_id: int
    topic_id: int | None
    channel_id: int
    title: str
    state: ThreadState
    opened_at: dt.datetime
    label: Label = Label.CLEAR
    urgency: Urgency = Urgency.NORMAL
    asked: bool = False
    in_forum: bool = False
    tags: tuple[int, ...] = ()
    asker_id: int | None = None
    question: str = ""
    answer: str = ""
    answered_by: str | None = None
    answered_at: dt.datetime | None = None
    head_id: int | None = None
    heads: int = 0
    nudged_at: dt.datetime | None = None
    gone_at: dt.datetime | None = None
    version: int = 1

    @property
    def is_question(self) -> bool:
        """A thread beside a conversation in a text channel is none, until somebody marks an answer in it."""
        return self.asked or self.in_forum

    @property
    def head_channel(self) -> int:
        """Where the head card stands: /ask in a text channel posts it there, with the thread on it."""
        return self.channel_id if self.head_is_outside else self.thread_id

    @property
    def head_is_outside(self) -> bool:
        """Whether the head card is read by those who read the channel, not the thread."""
        return self.asked and not self.in_forum and self.heads <= 1


@dataclass(frozen=True, kw_only=True)
class Told:
    """Threads that may be told elsewhere: the first of them, and how many there are."""

    threads: Sequence[Thread]
    count: int


SOLVED: Final = frozenset({ThreadState.ANSWERED, ThreadState.RESOLVED})
UNANSWERED: Final = frozenset({ThreadState.OPEN, ThreadState.DORMANT})
"""States in which an answer is wanted still."""
CLOSED: Final = frozenset({ThreadState.DORMANT, ThreadState.ARCHIVED, ThreadState.RESOLVED})
"""States in which Discord has it closed, or had: nobody can edit anything in a closed thread."""


def is_found(thread: Thread) -> bool:
    """Whether a search may find it at all: solved, still there, and its label lets it leave."""
    return (
        thread.state in SOLVED and thread.gone_at is None and thread.thread_id > 0 and may_leave(thread.label)
    )


# States


class Move(StrEnum):
    """What happens to a thread: somebody marks an answer or takes it back, somebody closes it in Discord, Discord puts it
    away after silence, or it is opened again.
    """

    ANSWER = "answer"
    REOPEN = "reopen"
    CLOSE = "close"
    SLEEP = "sleep"
    UNCLOSE = "unclose"


_MOVES: Final[Mapping[tuple[ThreadState, Move], ThreadState]] = {
    (ThreadState.OPEN, Move.ANSWER): ThreadState.ANSWERED,
    (ThreadState.DORMANT, Move.ANSWER): ThreadState.ANSWERED,
    (ThreadState.ARCHIVED, Move.ANSWER): ThreadState.ANSWERED,
    (ThreadState.ANSWERED, Move.REOPEN): ThreadState.OPEN,
    (ThreadState.RESOLVED, Move.REOPEN): ThreadState.OPEN,
    (ThreadState.OPEN, Move.CLOSE): ThreadState.ARCHIVED,
    (ThreadState.DORMANT, Move.CLOSE): ThreadState.ARCHIVED,
    (ThreadState.ANSWERED, Move.CLOSE): ThreadState.RESOLVED,
    (ThreadState.OPEN, Move.SLEEP): ThreadState.DORMANT,
    (ThreadState.ANSWERED, Move.SLEEP): ThreadState.RESOLVED,
    (ThreadState.DORMANT, Move.UNCLOSE): ThreadState.OPEN,
    (ThreadState.ARCHIVED, Move.UNCLOSE): ThreadState.OPEN,
}


def moved(state: ThreadState, move: Move) -> ThreadState | None:
    """The state after a move; None: the move does not lead anywhere from here."""
    return _MOVES.get((state, move))


def closed_by_hand(
    *,
    locked: bool,
    closed_at: dt.datetime | None,
    last_at: dt.datetime,
    hidden_after: dt.timedelta | None,
) -> bool:
    """Whether somebody closed a thread; if not, Discord did, because nobody wrote for `hidden_after`.

    Discord does not say who. `last_at`: when the latest message came. Only a person locks a thread, or closes it sooner than
    silence would. What is not known counts as silence: a question is asked once too often rather than lost.
    """
    if locked:
        return True
    return closed_at is not None and hidden_after is not None and closed_at - last_at < hidden_after - _SLACK


def is_waiting(thread: Thread, now: dt.datetime) -> bool:
    """Whether a question still waits for an answer: for the digest, and where open questions are counted."""
    if not thread.is_question or not thread.thread_id or thread.gone_at is not None:
        return False
    if thread.state is ThreadState.DORMANT:
        return now - thread.opened_at < WAITS
    return thread.state is ThreadState.OPEN


# Asking


def may_ask_from(asked: Collection[dt.datetime], now: dt.datetime) -> dt.datetime | None:
    """When somebody who asked at these instants may ask again; None: now."""
    recent = sorted(at for at in asked if at > now - ASKED_WITHIN)
    return None if len(recent) < MOST_ASKED else recent[-MOST_ASKED] + ASKED_WITHIN


# Labels and what tags mean

ANSWERED_TAG: Final = "answered"
"""The meaning of a forum's tag; a label's is its own value."""
_ANSWERED_NAMES: Final = frozenset({"answered", "solved", "resolved"})


_AROUND: Final = re.compile(r"^\W+|\W+$")
_LABEL: Final = re.compile(r"(tlp[\W_]*)?(amber[\W_]*strict|amber|red|green|clear)\b(.*)")


def meaning_of(tag_name: str) -> str | None:
    """What a forum's tag means by its name: ANSWERED_TAG, a label's value, or nothing."""
    name = " ".join(unicodedata.normalize("NFKC", tag_name).casefold().split())
    name = _AROUND.sub("", name)  # "🔴 TLP:RED", "[TLP:AMBER]", "✅ Answered"
    if name in _ANSWERED_NAMES:
        return ANSWERED_TAG
    found = _LABEL.match(name)
    # More words than the label's only after "TLP": "TLP:RED (this room)" is one, "Red team" is none.
    if found is None or (found[3] and not found[1]):
        return None
    return "+".join(re.findall(r"[a-z]+", found[2])).upper().replace("AMBERSTRICT", Label.AMBER_STRICT)


def meanings(tags: Mapping[int, str]) -> dict[str, int]:
    """Meaning → tag, of a forum's tags (id → name); the first tag of a meaning is used."""
    found: dict[str, int] = {}
    for tag_id, name in tags.items():
        meaning = meaning_of(name)
        if meaning is not None:
            found.setdefault(meaning, tag_id)
    return found


def stricter(label: Label, tags: Collection[int], known: Mapping[str, int]) -> Label:
    """The label after somebody put tags on by hand: it gets stricter by a tag, never freer."""
    order = list(Label)
    by_tags = [one for one in order if known.get(one.value) in tags]
    return max([label, *by_tags], key=order.index)


def wanted_tags(thread: Thread, known: Mapping[str, int]) -> tuple[frozenset[int], frozenset[int]]:
    """(tags that have to be on the thread, tags that must not be), of those that mean something to us."""
    wanted = {known.get(thread.label.value)}
    if thread.state in SOLVED:
        wanted.add(known.get(ANSWERED_TAG))
    add = frozenset(tag_id for tag_id in wanted if tag_id is not None)
    return add, frozenset(known.values()) - add


def takes_questions(topic: Topic, place: PlaceView | None) -> bool:
    """Whether a new question can be posted in a topic: its tag is there, and a tag is on it where the forum wants one.

    `place` None: that is another matter, and told in other words.
    """
    if place is None:
        return True
    if topic.tag_id is not None:
        return topic.tag_id in place.tags
    return not lacks_tag(topic, place) or Label.CLEAR.value in meanings(place.tags)


# Words

_WORD: Final = re.compile(r"\w+")
_SHORTEST: Final = 3
_MOST_WORDS: Final = 24
_COMMON_WORDS: Final = (
    "the and for with from that this what when how why who can does has have not are was our your you any all but out"
    " into about over after there anyone would should could need want help please"
    " les des une est que qui pour avec dans sur pas par comment pourquoi"
    " los las una por para con como que del"
)
_COMMON: Final = frozenset(_COMMON_WORDS.split())
"""Words that make nothing similar, of three languages: a start, not a dictionary."""


def folded(text: str) -> str:
    """The text as it is compared: NFKC, without case and diacritics. Digits of any script are digits."""
    parted = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = (one for one in parted if unicodedata.category(one) != "Mn")
    # A network's number is typed in the digits of whoever types it.
    digits = (str(unicodedata.decimal(one)) if one.isdecimal() else one for one in kept)
    return unicodedata.normalize("NFC", "".join(digits))


def words(text: str) -> list[str]:
    """The words of a text, folded, each once, in order."""
    return list(dict.fromkeys(_WORD.findall(folded(text).replace("_", " "))))


def telling_words(text: str) -> list[str]:
    """Those that say what it is about."""
    return [one for one in words(text) if len(one) >= _SHORTEST and one not in _COMMON][:_MOST_WORDS]


def all_of(text: str) -> str | None:
    """An FTS5 query: every word of the text, each as a beginning. None: there is no word in it.

    Words alone, each in quotes: no operator, quote or column of FTS5 can be typed.
    """
    terms = words(text)[:_MOST_WORDS]
    return " AND ".join(f'"{term}"*' for term in terms) or None


def any_of(title: str, text: str) -> str | None:
    """An FTS5 query: any word that tells something. None: there is none."""
    terms = list(dict.fromkeys([*telling_words(title), *telling_words(text)]))[:_MOST_WORDS]
    return " OR ".join(f'"{term}"' for term in terms) or None


TEXT_COLUMNS: Final = "{title question answer}"
"""The columns that hold words, as FTS5 wants them named."""


def within(
    guild_id: int, channels: Collection[int], topic_id: int | None = None, *, every: bool = False
) -> str | None:
    """An FTS5 query for the place: this guild, one of the channels, and the topic where one is given; None: nowhere.

    `every`: these are all channels in which anything can be found, so that they need not be told apart.
    """
    if not channels:
        return None
    parts = [f'"g{guild_id}"']
    if not every:
        parts.append("(" + " OR ".join(f'"c{channel_id}"' for channel_id in channels) + ")")
    if topic_id is not None:
        parts.append(f'"t{topic_id}"')
    return f"place : ({' AND '.join(parts)})"


def place(thread: Thread) -> str:
    """The words by which `within` finds it."""
    topic = "" if thread.topic_id is None else f" t{thread.topic_id}"
    return f"g{thread.guild_id} c{thread.channel_id}{topic}"


def is_similar(title: str, text: str, other: str) -> bool:
    """Whether another thread's words make it worth showing before a question is posted.

    Two telling words of the title stand in it (or the only one there is), or half of all telling words.
    """
    theirs = set(words(other))
    of_title = telling_words(title)
    shared = sum(one in theirs for one in of_title)
    if of_title and shared >= min(2, len(of_title)):
        return True
    every = list(dict.fromkeys([*of_title, *telling_words(text)]))
    return len(every) > 1 and 2 * sum(one in theirs for one in every) >= len(every)


def excerpt(text: str, most: int) -> str:
    """The beginning of a text on one line, for a result."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    at_word = cut.rpartition(" ")[0]
    return (at_word if len(at_word) > most // 2 else cut) + "…"
