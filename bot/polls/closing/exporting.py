"""The files of a closed poll: JSON that `crossconnect count` checks (docs/counting.md), and CSV for spreadsheets.

What leaves follows from the poll's secrecy. open: who voted what. sealed: ballots without their voters. confidential: totals alone.
In each the list of who voted stands apart from the ballots, in an order of its own.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.clock import to_epoch
from bot.language.safe_text import cell
from bot.people import audit
from bot.polls import chain, records, store
from bot.polls.chain import Event
from bot.polls.closing import stored
from bot.polls.closing.tally_rules import Outcome, Tally
from bot.polls.making.opening import option_document
from bot.polls.rules import LEAST_SEALED, NONE, Ballot, EqualRanks, Method, Option, Poll, Secrecy
from bot.polls.voting import electorate, votes
from bot.polls.voting.votes import Vote
from bot.storage.database import Transaction

FORMAT: Final = 1
_BOM: Final = "\ufeff"
"""Without it spreadsheets take UTF-8 for an older alphabet."""
_LISTS: Final = frozenset(
    {Method.PLURALITY, Method.APPROVAL, Method.SCORE, Method.SCHULZE, Method.RUNOFF, Method.STV}
)
"""Methods of which the ballots are also a list that `count` takes by itself."""
WORDS: Final = (
    "option",
    "rank",
    "votes",
    "median",
    "yes",
    "maybe",
    "no",
    "answer",
    "amount",
    "voter",
    "manner",
    "ballot",
)


@dataclass(frozen=True, kw_only=True)
class Material:
    """What an export is made of, read at one moment. `papers`: (vote, weight, advisory, required) of ballots that are published.

    `signed`: of an open poll: (pseudonym, who, ballot). `voted`: who voted, by name or id, in an order of its own.
    """

    poll: Poll
    options: tuple[Option, ...]
    events: tuple[Event, ...]
    papers: tuple[tuple[Vote, int, bool, bool], ...] | None
    signed: tuple[tuple[str, str, Ballot], ...]
    voted: tuple[str, ...]
    receipts: tuple[str, ...]
    roll_weight: int | None


@dataclass(frozen=True, kw_only=True)
class Files:
    """`ballots`: of an open poll, who voted what."""

    document: bytes
    table: bytes
    ballots: bytes | None


def gather(tx: Transaction, poll: Poll) -> Material:
    """Read what an export of a closed poll is made of."""
    found = store.ballots(tx, poll.id)
    names = {one.voter: one.name for one in electorate.entries(tx, poll)}

    def who(voter: str) -> str:
        if names.get(voter):
            return names[voter]
        user_id = audit.user_of(tx, voter)
        return "" if user_id is None else str(user_id)

    papers: list[tuple[Vote, int, bool, bool]] | None = None
    signed: list[tuple[str, str, Ballot]] = []
    receipts = [one.receipt for one in found]
    if poll.secrecy is Secrecy.SEALED:
        sealed = store.sealed(tx, poll.id)
        papers = [(votes.from_text(poll, vote), 1, advisory, False) for vote, _, advisory in sealed]
        receipts = [receipt for _, receipt, _ in sealed]
    elif poll.secrecy is Secrecy.OPEN:
        required = electorate.required(tx, poll)
        papers = [
            (votes.from_text(poll, one.vote), one.weight, one.advisory, one.voter in required)
            for one in found
        ]
        signed = [(chain.pseudonym(poll.secret, one.voter), who(one.voter), one) for one in found]
    counting = [one for one in found if not one.advisory]
    # Beside so few ballots the list of who voted would tell whose they are.
    listed = counting if poll.secrecy is Secrecy.OPEN or len(counting) >= LEAST_SEALED else ()
    return Material(
        poll=poll,
        options=store.options(tx, poll.id),
        events=tuple(store.events(tx, poll.id)),
        papers=None if papers is None else tuple(papers),
        signed=tuple(sorted(signed, key=lambda one: one[0])),
        voted=tuple(sorted(who(one.voter) for one in listed)),
        receipts=tuple(sorted(filter(None, receipts))),
        roll_weight=electorate.total_weight(tx, poll),
    )


def files(material: Material, words: Mapping[str, str]) -> Files:
    """The files: pure, for a thread of its own. `words`: what heads the columns, by `WORDS`, and "none": "none of these"."""
    outcome = stored.from_text(material.poll.result)
    return Files(
        document=json.dumps(document(material, words["none"]), ensure_ascii=False, indent=1).encode(),
        table=_table(material, outcome, words),
        ballots=_signed(material, words) if material.poll.secrecy is Secrecy.OPEN else None,
    )


def document(material: Material, none: str) -> dict[str, object]:
    """The JSON document. `none`: the name of "none of these" in the list of ballots."""
    poll = material.poll
    told: dict[str, object] = {
        "format": FORMAT,
        "question": poll.question,
        "definition": json.loads(poll.definition),
        "definition_hash": poll.definition_hash,
        "options": [option_document(one) for one in material.options],
        "roll_weight": material.roll_weight,
        "events": [
            {"number": one.number, "at": one.at, "kind": one.kind, "body": one.body, "hash": one.hash}
            for one in material.events
        ],
        "voted": list(material.voted),
        "result": json.loads(poll.result),
    }
    if poll.outcome:
        told["outcome"] = {
            "text": poll.outcome,
            "option": poll.outcome_option,
            "at": None if poll.certified_at is None else to_epoch(poll.certified_at),
            "review_on": None if poll.review_on is None else poll.review_on.isoformat(),
        }
    if material.receipts:
        told["sheet"] = list(material.receipts)
    if material.papers is not None:
        lines = Counter(
            votes.line(poll, vote, weight=weight, advisory=advisory, required=required)
            for vote, weight, advisory, required in material.papers
        )
        told["lines"] = [[times, json.loads(line)] for line, times in sorted(lines.items())]
        if poll.method in _LISTS:
            told |= _list(material, none)
    if material.signed:
        told["signed"] = [
            {
                "voter": name,
                "who": who,
                "manner": one.manner,
                "weight": one.weight,
                "salt": one.salt,
                "vote": one.vote,
            }
            for name, who, one in material.signed
        ]
    return told


def _list(material: Material, none: str) -> dict[str, object]:
    """The ballots as a list that `count` takes by itself, without the definition; weight w is cast w times."""
    poll = material.poll
    labels = (
        _labels(material.options, none)
        if poll.none_option
        else {one.number: one.label for one in material.options}
    )
    said: Counter[str] = Counter()
    for vote, weight, advisory, _ in material.papers or ():
        if advisory:
            continue
        ballot: object = (
            {labels[number]: score for number, score in vote.scores}
            if poll.method is Method.SCORE
            else [[labels[number] for number in group] for group in vote.groups]
        )
        said[json.dumps(ballot, ensure_ascii=False)] += weight
    told: dict[str, object] = {
        "method": poll.method.value,
        "seats": poll.seats if poll.method is Method.STV else 1,
        "candidates": list(labels.values()),
        "ballots": [[times, json.loads(one)] for one, times in sorted(said.items())],
    }
    if poll.equal_ranks is EqualRanks.FORBIDDEN:
        told["equal_ranks"] = "forbidden"
    return told


def _labels(options: Sequence[Option], none: str) -> dict[int, str]:
    taken = {one.label for one in options}
    while none in taken:
        none = f"({none})"
    return {one.number: one.label for one in options} | {NONE: none}


# Tables


def _table(material: Material, outcome: Outcome, words: Mapping[str, str]) -> bytes:
    poll, tally = material.poll, outcome.tally
    labels = _labels(material.options, words["none"])
    match poll.method:
        case Method.YES_NO:
            rows: list[list[str]] = [[words["answer"], words["votes"]]]
            rows += [[words[one.value], str(n)] for one, n in tally.answers.items()]
        case Method.PLEDGE:
            rows = [[words["amount"], poll.goal_unit], [str(tally.amount), ""]]
        case Method.DATE:
            rows = [[words[one] for one in ("option", "yes", "maybe", "no")]]
            rows += [[labels[one.number], str(one.yes), str(one.maybe), str(one.no)] for one in tally.dates]
        case _:
            rows = _ranking(poll, tally, labels, records.numbers(poll, material.options), words)
    return _csv(rows)


def _ranking(
    poll: Poll, tally: Tally, labels: Mapping[int, str], numbers: Collection[int], words: Mapping[str, str]
) -> list[list[str]]:
    """A line an option: its rank, and its votes, or how many prefer it to each other option."""
    rank = {one: str(place) for place, group in enumerate(tally.ranking, start=1) for one in group}
    if poll.is_ranked:
        rows = [[words["option"], words["rank"], *(f"> {labels[one]}" for one in numbers)]]
        for one in numbers:
            row = [str(tally.matrix.get((one, other), "")) for other in numbers]
            rows.append([labels[one], rank.get(one, ""), *row])
        return rows
    rows = [[words["option"], words["rank"], words["votes"], words["median"]]]
    for one in numbers:
        median = tally.medians.get(one)
        shown = "" if median is None else str(median)
        rows.append([labels[one], rank.get(one, ""), str(tally.totals.get(one, 0)), shown])
    return rows


def _signed(material: Material, words: Mapping[str, str]) -> bytes:
    head = [words["voter"], words["manner"], words["ballot"]]
    return _csv([head, *([who, words[one.manner.value], one.vote] for _, who, one in material.signed)])


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    """RFC 4180, and no cell that a spreadsheet would run."""
    text = io.StringIO()
    writer: Any = csv.writer(text, lineterminator="\r\n")
    writer.writerows([cell(one) for one in row] for row in rows)
    return (_BOM + text.getvalue()).encode()
