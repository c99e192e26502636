"""Whether the export of a poll follows: definition, chain, ballots, result. Pure, and needs neither bot nor database.

An export is a JSON object (docs/counting.md): "definition" as it was frozen, "definition_hash", "events" (the chain), "options" as
they were at the close, "result" as it was published and, where secrecy lets the ballots be published, "lines": [times, ballot].
A confidential poll publishes totals alone. Its chain is checked, and its winners follow from its totals where a method has any.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.clock import from_epoch
from bot.polls import chain
from bot.polls.closing import stored
from bot.polls.closing.tally_rules import Outcome, Paper, Verdict, outcome
from bot.polls.counting import pairwise
from bot.polls.counting.ballots import BadBallotsError
from bot.polls.rules import (
    METHODS,
    NONE,
    Electorate,
    EqualRanks,
    Kind,
    Method,
    Option,
    Poll,
    PollState,
    QuorumKind,
    Secrecy,
    ThresholdBase,
)
from bot.polls.voting import votes
from bot.polls.voting.votes import UnfitVoteError, Vote

MOST_EVENTS: Final = 1_000_000
_DIRECT: Final = frozenset({Method.PLURALITY, Method.APPROVAL, Method.SCORE})


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was looked at. `holds` None: the file does not tell enough for it."""

    what: str
    holds: bool | None
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What a look at an export found. `published`: the result it states; `recounted`: what its ballots give."""

    question: str
    published: Outcome
    recounted: Outcome | None
    labels: Mapping[int, str]
    checks: tuple[Check, ...]

    @property
    def follows(self) -> bool:
        """Whether nothing in the file contradicts the published result."""
        return all(one.holds is not False for one in self.checks)


def is_export(document: Mapping[str, object]) -> bool:
    """Whether a file is the export of a poll, and not a list of ballots alone."""
    return "definition" in document


def prove(document: Mapping[str, Any]) -> Proof:
    """Look at an export. Raises BadBallotsError for one that does not have the form."""
    try:
        return _Export(document).prove()
    except BadBallotsError:
        raise
    except UnfitVoteError as error:
        raise BadBallotsError(f"a ballot does not fit the poll: {error.fault}") from error
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, IndexError) as error:
        raise BadBallotsError(
            f"the export is not whole: {type(error).__name__} {str(error)[:80]}".rstrip()
        ) from error


class _Export:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._definition: Mapping[str, Any] = document["definition"]
        self._events = [_event(one) for one in document["events"][:MOST_EVENTS]]
        self._result = stored.from_document(document["result"])
        self._options = tuple(_option(one) for one in document["options"])
        self._poll = _poll(self._definition, document)
        self._checks: list[Check] = []

    def prove(self) -> Proof:
        self._check_definition()
        self._check_chain()
        self._check_options()
        recounted = self._check_ballots()
        self._check_result(recounted)
        self._check_outcome()
        labels = {one.number: one.label for one in self._options} | {NONE: "None of these"}
        return Proof(
            question=str(self._definition["question"]),
            published=self._result,
            recounted=recounted,
            labels=labels,
            checks=tuple(self._checks),
        )

    def _check_definition(self) -> None:
        found = chain.sha256(chain.canonical(self._definition))
        self._note("the definition has its hash", found == self._document["definition_hash"], found[:12])

    def _check_chain(self) -> None:
        at = chain.broken(str(self._document["definition_hash"]), self._events)
        detail = f"{len(self._events)} events" if at is None else f"event {at} does not follow"
        self._note("the chain of events holds", at is None, detail)
        kinds = Counter(one.kind for one in self._events)
        whole = kinds[chain.OPENED] == 1 and kinds[chain.CLOSED] == 1 and self._events[0].kind == chain.OPENED
        self._note("the poll was opened and closed once", whole)
        late = [one.number for one in self._events if one.kind == chain.CAST and one.number > self._end]
        self._note("no vote stands behind the close", not late, f"event {late[0]}" if late else "")

    def _check_options(self) -> None:
        first = [_option(one) for one in self._definition["options"]]
        added = [_option(_of(one, "option")) for one in self._events if one.kind == chain.OPTION_ADDED]
        self._note("the options are those that were defined, and added", [*first, *added] == [*self._options])

    def _check_ballots(self) -> Outcome | None:
        closed = self._closed
        listed = self._document.get("lines")
        cast = closed.body["cast"]
        if self._poll.secrecy is Secrecy.CONFIDENTIAL:
            last = {str(one.body["voter"]): str(one.body["ballot"]) for one in self._cast()}
            found = chain.ballots_hash(last.values())
            self._note("the close counted the last ballot of each voter", found == closed.body["ballots"])
        if listed is None:
            self._note("the ballots give this result", None, "its secrecy publishes totals alone")
            return None
        papers, lines = [], []
        for times, said in listed:
            if type(times) is not int or times < 1:
                raise BadBallotsError("a line has to begin with how often it was cast")
            vote = votes.checked(self._poll, self._numbers, votes.read(self._poll.method, said["vote"]))
            paper = Paper(
                vote=vote,
                weight=_whole(said.get("weight", 1)),
                advisory=bool(said.get("advisory")),
                required=bool(said.get("required")),
            )
            papers += [paper] * times
            line = votes.line(
                self._poll, vote, weight=paper.weight, advisory=paper.advisory, required=paper.required
            )
            lines += [line] * times
        if self._poll.secrecy is not Secrecy.CONFIDENTIAL:
            found = chain.ballots_hash(lines)
            self._note("the ballots are those that the close counted", found == closed.body["ballots"])
        counting = sum(not one.advisory for one in papers)
        self._note("as many ballots as were cast", counting == cast, f"{counting} of {cast}")
        self._check_commitments()
        self._check_list(papers)
        return outcome(
            self._poll,
            self._options,
            papers,
            roll_weight=self._document.get("roll_weight"),
            lot_seed=self._lot(),
        )

    def _check_commitments(self) -> None:
        """In an open poll each voter's ballot opens what the chain committed to."""
        signed = self._document.get("signed")
        if signed is None:
            return
        last = {str(one.body["voter"]): one.body.get("ballot") for one in self._cast()}
        wrong = [
            one["voter"]
            for one in signed
            # A pledge without its salt is of somebody who was erased: its author's words are gone, its amount is in the lines.
            if not (self._poll.method is Method.PLEDGE and not one["salt"])
            and last.get(one["voter"]) != chain.commitment(str(one["salt"]), str(one["vote"]))
        ]
        self._note("each ballot is the last that its voter cast", not wrong, str(wrong[0]) if wrong else "")

    def _check_list(self, papers: Collection[Paper]) -> None:
        """The list that counts by itself says the same as the lines."""
        listed = self._document.get("ballots")
        if listed is None:
            return
        names = dict(zip(self._numbers, self._document["candidates"], strict=True))
        said: Counter[str] = Counter()
        for one in papers:
            if not one.advisory:
                said[chain.canonical(_named(self._poll, one.vote, names))] += one.weight
        found: Counter[str] = Counter()
        for times, ballot in listed:
            found[chain.canonical(ballot)] += _whole(times)
        rules = (
            self._document["method"] == self._poll.method
            and self._document["seats"] == (self._poll.seats if self._poll.method is Method.STV else 1)
            and [names[one.number] for one in self._options] == [one.label for one in self._options]
        )
        self._note("the list of ballots says the same", rules and found == said)

    def _check_outcome(self) -> None:
        """What was recorded in words is what stands in the chain."""
        certified = [one.body for one in self._events if one.kind == chain.CERTIFIED]
        told = self._document.get("outcome")
        if told is None and not certified:
            return
        same = (
            isinstance(told, Mapping)
            and len(certified) == 1
            and (told["text"], told["option"], told["review_on"])
            == (certified[0]["outcome"], certified[0]["option"], certified[0]["review"])
        )
        self._note("the outcome in words is the one that was recorded", same)

    def _check_result(self, recounted: Outcome | None) -> None:
        lots = [one for one in self._events if one.kind == chain.LOT]
        told = (lots[-1] if lots else self._closed).body["result"]
        published = stored.digest(self._result)
        same = isinstance(told, Mapping) and told["hash"] == published
        self._note("the result is the one that the chain names", same, published[:12])
        if lots:
            seed = str(lots[-1].body["seed"])
            committed = self._definition["tie"]["seed"]
            self._note(
                "the lot was drawn from the seed that was committed to", chain.sha256(seed) == committed
            )
            drawn = chain.lot(self._seed(lots[-1]), [one.number for one in self._options])
            self._note("the lot gives this order", drawn == list(self._result.lot))
        if recounted is not None:
            differs = _difference(self._result, recounted)
            self._note("the ballots give this result", differs is None, differs or "")
        else:
            self._note("the winners follow from the totals", _from_totals(self._poll, self._result))

    # Parts

    @property
    def _closed(self) -> chain.Event:
        for one in self._events:
            if one.kind == chain.CLOSED:
                return one
        raise BadBallotsError("the chain has no close: the poll is still open")

    @property
    def _end(self) -> int:
        return self._closed.number

    @property
    def _numbers(self) -> tuple[int, ...]:
        return (*(one.number for one in self._options), *((NONE,) if self._poll.none_option else ()))

    def _cast(self) -> list[chain.Event]:
        return [one for one in self._events if one.kind == chain.CAST and one.number < self._end]

    def _lot(self) -> str | None:
        lots = [one for one in self._events if one.kind == chain.LOT]
        return self._seed(lots[-1]) if lots else None

    def _seed(self, lot: chain.Event) -> str:
        head = self._closed.hash
        return chain.lot_seed(
            str(self._document["definition_hash"]), head, str(lot.body["seed"]), str(lot.body["outside"])
        )

    def _note(self, what: str, holds: bool | None, detail: str = "") -> None:
        self._checks.append(Check(what=what, holds=holds, detail=detail))


def as_json(proof: Proof) -> dict[str, object]:
    """A proof as `count --json` prints it; winners by their labels."""
    shown = proof.recounted or proof.published
    return {
        "question": proof.question,
        "verdict": shown.verdict.value,
        "winners": [proof.labels[one] for one in shown.winners],
        "tied": shown.needs_lot,
        "result": stored.as_document(shown),
        "checks": [{"what": one.what, "holds": one.holds, "detail": one.detail} for one in proof.checks],
        "follows": proof.follows,
    }


def as_text(proof: Proof) -> str:
    """A proof for people, in lines."""
    shown = proof.recounted or proof.published
    won = ", ".join(proof.labels[one] for one in shown.winners) or "nobody"
    tied = f" Tied: {', '.join(proof.labels[one] for one in shown.tied)}." if shown.needs_lot else ""
    lines = [
        proof.question,
        f"{shown.verdict.value}: {won}.{tied} {shown.cast} ballots, {shown.abstentions} of them abstentions.",
        "",
    ]
    marks = {True: "yes", False: "NO", None: "not known"}
    lines += [
        f"{marks[one.holds]:>9}  {one.what}{f' ({one.detail})' if one.detail else ''}" for one in proof.checks
    ]
    end = "The published result follows." if proof.follows else "The published result does NOT follow."
    return "\n".join((*lines, "", end))


def _named(poll: Poll, vote: Vote, names: Mapping[int, Any]) -> object:
    if poll.method is Method.SCORE:
        return {names[number]: score for number, score in vote.scores}
    return [[names[number] for number in group] for group in vote.groups]


def _poll(definition: Mapping[str, Any], document: Mapping[str, Any]) -> Poll:
    """The poll as its definition tells it, as far as a count needs it."""
    quorum, threshold, roll = definition["quorum"], definition["threshold"], definition["roll"]
    kind, method = Kind(definition["kind"]), Method(definition["method"])
    if method not in METHODS[kind]:
        raise BadBallotsError(f"{method} counts no poll of the kind {kind}")
    return Poll(
        id=int(definition["poll"]),
        guild_id=0,
        kind=kind,
        method=method,
        state=PollState.CLOSED,
        question=str(definition["question"]),
        zone=str(definition["zone"]),
        channel_id=0,
        secrecy=Secrecy(definition["secrecy"]),
        electorate=Electorate(definition["electorate"]["kind"]),
        seats=_whole(definition.get("seats", 1)),
        goal=definition.get("goal"),
        none_option=bool(definition["none_option"]),
        may_block=bool(definition.get("may_block", False)),
        equal_ranks=EqualRanks(definition.get("equal_ranks", "split")),
        quorum_kind=QuorumKind.NONE if quorum is None else QuorumKind(quorum["kind"]),
        quorum=0 if quorum is None else _whole(quorum["of"]),
        threshold=None if threshold is None else _whole(threshold["percent"]),
        threshold_strict=threshold is None or bool(threshold["strict"]),
        threshold_base=ThresholdBase.CAST if threshold is None else ThresholdBase(threshold["base"]),
        roll=None if roll["size"] is None else _whole(roll["size"]),
        definition_hash=str(document["definition_hash"]),
    )


def _event(one: Mapping[str, Any]) -> chain.Event:
    body = one["body"]
    if not isinstance(body, Mapping):
        raise BadBallotsError("an event has to have a body")
    return chain.Event(
        number=_whole(one["number"]),
        at=_whole(one["at"]),
        kind=str(one["kind"]),
        body=body,
        hash=str(one["hash"]),
    )


def _option(one: Mapping[str, Any]) -> Option:
    at = one.get("at")
    return Option(
        number=_whole(one["number"]),
        label=str(one["label"]),
        detail=str(one.get("detail", "")),
        starts_at=None if at is None else from_epoch(_whole(at)),
        minutes=one.get("minutes"),
    )


def _of(event: chain.Event, key: str) -> Mapping[str, Any]:
    found = event.body[key]
    if not isinstance(found, Mapping):
        raise BadBallotsError(f"event {event.number} has no {key}")
    return found


def _whole(value: object) -> int:
    if type(value) is not int:
        raise BadBallotsError(f"{value!r:.40} has to be a whole number")
    return value


def _difference(published: Outcome, recounted: Outcome) -> str | None:
    """Where two outcomes differ, in a word; None: they do not."""
    ours, theirs = stored.as_document(recounted), stored.as_document(published)
    for key, value in ours.items():
        if value != theirs[key]:
            return f"{key}: published {str(theirs[key])[:80]}, counted {str(value)[:80]}"
    return None


def _from_totals(poll: Poll, found: Outcome) -> bool | None:
    """Whether the winners follow from the published totals; None: from these nobody can tell."""
    tally = found.tally
    if found.verdict not in (Verdict.DECIDED, Verdict.TIED):
        return None
    left = [one for group in tally.ranking for one in group]
    if poll.method is Method.SCHULZE and tally.matrix:
        names = [str(one) for one in left]
        matrix = {
            (str(a), str(b)): votes for (a, b), votes in tally.matrix.items() if a in left and b in left
        }
        best = pairwise.in_order(names, pairwise.strongest_paths(names, matrix))[0]
        return {int(one) for one in best} == set(found.winners or found.tied) | set(found.tied)
    if poll.method in _DIRECT and tally.totals:
        most = max(tally.totals[one] for one in left)
        best_of = {one for one in left if tally.totals[one] == most}
        return best_of == set(found.winners or found.tied) | set(found.tied)
    return None
