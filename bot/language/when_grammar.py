"""The strict grammar of time phrases: what it does not understand it refuses, and says which part.

Text in, values out: no zone, no clock. `bot/language/when.py` places the result in time.
"""

import datetime as dt
import re
from collections.abc import Iterator

from bot.delivery.rule import Frequency, Rule, Weekday
from bot.errors import InvalidInputError
from bot.language import when_words as words
from bot.language.when_numbers import bare_hour, clock, date_of, month_day, not_understood, numbers, small
from bot.language.when_phrase import After, DaysAhead, Lasting, OnDate, OnWeekday, Phrase
from bot.language.when_tokens import Kind, Token, clean, tokens


def parse(text: str) -> Phrase:
    """Read a phrase. Raises InvalidInputError (when-…) that says what is wrong and what to type instead."""
    return _Reader(clean(text)).phrase()


def parse_dates(text: str, longest: int) -> Iterator[OnDate]:
    """Read a list of dates, one after the other: "24 Dec, 31 Dec 2026".

    Raises InvalidInputError (when-…) where it comes to one that is none.
    """
    return _Reader(clean(text, longest)).only_dates()


def parse_day(text: str) -> tuple[OnDate, bool]:
    """Read one date, and whether it is meant every year: "2027-04-30", "25 Dec every year", "every 25 Dec".

    Raises InvalidInputError (when-…).
    """
    return _Reader(clean(text)).day_of_a_year()


_EVERY_MONTH = {("the", "month"), ("every", "month"), ("each", "month")}
_MOST_TYPED = 10**6
_LIMITS = words.UNTIL | words.STARTING | words.NOT | words.FOR


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._at = 0

    def phrase(self) -> Phrase:
        time = self._time()
        self._skip(",")
        self._skip("on")
        self._skip("the")
        start = self._now.start
        if time is not None and self._now.kind in {Kind.END, Kind.PATH}:
            raise InvalidInputError("when-day-missing", time=f"{time:%H:%M}")
        day = self._day()
        day_text = self._text[start : self._tokens[self._at - 1].end]
        self._skip(",")
        if time is None:
            time = self._time()
        offset: dt.timedelta | None = None
        zone: str | None = None
        limits: dict[str, OnDate] = {}
        not_on: tuple[OnDate, ...] = ()
        lasting: Lasting | None = None
        while not self._is_over():
            self._skip(",")
            word = self._now.word
            if word in words.UNTIL or word in words.STARTING:
                name = "until" if word in words.UNTIL else "starting"
                if name in limits or (name == "until" and lasting is not None):
                    raise self._refusal()
                self._at += 1
                self._skip("on")
                limits[name] = self._limit()
            elif word in words.NOT:
                if not_on:
                    raise self._refusal()
                self._at += 1
                self._skip("on")
                not_on = tuple(self._dates())
            elif word in words.FOR or self._is_count():
                if lasting is not None or "until" in limits:
                    raise self._refusal()
                self._skip("for")
                lasting = self._lasting()
            elif self._now.kind is Kind.OFFSET or (word == "z" and time is not None):
                if offset is not None or zone is not None:
                    raise self._refusal()
                offset = self._offset()
            elif not self._is_over():
                if offset is not None or zone is not None:
                    raise self._refusal()
                zone = self._zone()
        return Phrase(
            day=day,
            day_text=day_text,
            at=time,
            offset=offset,
            zone=zone,
            starting=limits.get("starting"),
            until=limits.get("until"),
            not_on=not_on,
            lasting=lasting,
        )

    def only_dates(self) -> Iterator[OnDate]:
        yield from self._dates()
        if not self._is_over():
            raise self._refusal()

    def day_of_a_year(self) -> tuple[OnDate, bool]:
        yearly = self._yearly_word()
        if yearly:
            self._skip("on")
        day = self._named_date()
        yearly = self._yearly_word() or yearly
        if not self._is_over():
            raise self._refusal()
        if yearly and (day.year is not None or day.weekday is not None):
            raise InvalidInputError("when-yearly-year")
        return day, yearly

    # Tokens

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _ahead(self, by: int = 1) -> Token:
        return self._tokens[min(self._at + by, len(self._tokens) - 1)]

    def _take(self) -> Token:
        token = self._now
        if token.kind is not Kind.END:
            self._at += 1
        return token

    def _skip(self, word: str) -> bool:
        if self._now.word == word:
            self._at += 1
            return True
        return False

    def _refusal(self) -> InvalidInputError:
        """The refusal of what stands here."""
        if self._now.kind is Kind.NUMBERS:
            return numbers(self._now.text)
        return not_understood(self._text[self._now.start :] or self._text)

    def _is_over(self) -> bool:
        return self._now.kind is Kind.END

    # Times of day

    def _time(self) -> dt.time | None:
        """A time of day, where one stands. A bare number is refused where it can only be meant as one."""
        self._skip("at")
        token = self._now
        if token.word == "noon":
            self._at += 1
            return dt.time(12)
        if token.word == "midnight":
            raise InvalidInputError("when-midnight")
        if token.kind is Kind.CLOCK:
            self._at += 1
            return clock(token.text)
        if self._at and token.kind is Kind.NUMBER:
            raise bare_hour(token.text)
        if (
            self._at
            and token.kind is Kind.NUMBERS
            and (dotted := re.fullmatch(r"([0-9]{1,2})\.([0-9]{2})", token.text))
        ):
            raise InvalidInputError("when-time-colon", typed=token.text, example=f"{dotted[1]}:{dotted[2]}")
        return None

    # Days

    def _day(self) -> OnDate | DaysAhead | OnWeekday | After | Rule:
        token = self._now
        word = token.word
        if word in {"today", "tomorrow"}:
            self._at += 1
            return DaysAhead(days=int(word == "tomorrow"))
        if word == "in":
            self._at += 1
            return self._after()
        if word in words.EVERY:
            self._at += 1
            return self._every()
        if word in words.ADVERBS:
            self._at += 1
            return self._unit(1, words.ADVERBS[word])
        if word == "weekdays":
            self._at += 1
            return _workdays()
        if word in {"next", "this"} and self._ahead().word in words.WEEKDAYS:
            self._at += 1
            return OnWeekday(day=words.WEEKDAYS[self._take().word], today=word == "this")
        if word in words.WEEKDAYS:
            self._at += 1
            self._skip(",")
            if self._is_date():
                return self._date(weekday=words.WEEKDAYS[word])
            return OnWeekday(day=words.WEEKDAYS[word], today=True)
        if self._nth() is not None and self._ahead().word in {*words.WEEKDAYS, "day"}:
            return self._nth_of_the_month()
        return self._date()

    def _nth_of_the_month(self) -> Rule:
        """ "last Friday of the month" repeats; without "of the month" nobody knows."""
        nth, name = self._nth(), self._ahead().word
        self._at += 2
        if not self._of_the_month():
            if name == "day" or nth is None:
                raise self._refusal()
            shown = f"{words.ORDINAL_NAMES[nth]} {words.WEEKDAY_NAMES[words.WEEKDAYS[name]]}"
            raise InvalidInputError("when-nth-alone", example=f"every {shown} 18:00")
        if name == "day":
            return Rule(freq=Frequency.MONTHLY, month_day=nth)
        return Rule(freq=Frequency.MONTHLY, weekdays=(Weekday(day=words.WEEKDAYS[name], nth=nth),))

    def _is_date(self) -> bool:
        kind = self._now.kind
        return kind in {Kind.ISO, Kind.NUMBER, Kind.ORDINAL, Kind.NUMBERS} or self._now.word in words.MONTHS

    def _date(self, weekday: int | None = None) -> OnDate:
        if self._now.kind is Kind.ISO:
            text = self._take().text
            iso = [int(part) for part in text.split("-")]
            return date_of(iso[0], iso[1], iso[2], text, weekday)
        start = self._now.start
        month, day = self._month_and_day()
        if self._ahead().kind is Kind.NUMBER and len(self._ahead().text) == 4:
            self._skip(",")
        year_given = self._now.kind is Kind.NUMBER and len(self._now.text) == 4
        year = int(self._take().text) if year_given else None
        return date_of(year, month, day, self._text[start : self._tokens[self._at - 1].end], weekday)

    def _month_and_day(self) -> tuple[int, int]:
        """ "15 Dec", "15th of December", "Dec 15"."""
        if self._now.word in words.MONTHS:
            month = words.MONTHS[self._take().word]
            if self._now.kind not in {Kind.NUMBER, Kind.ORDINAL}:
                raise self._refusal()
            return month, small(self._take())
        if self._now.kind not in {Kind.NUMBER, Kind.ORDINAL}:
            raise self._refusal()
        by = 2 if self._ahead().word == "of" else 1
        if self._ahead(by).word not in words.MONTHS:
            if self._now.kind is Kind.NUMBER and self._ahead().kind is Kind.END:
                raise bare_hour(self._now.text)
            raise self._refusal()
        day = small(self._take())
        self._skip("of")
        return words.MONTHS[self._take().word], day

    def _limit(self) -> OnDate:
        if not self._is_date():
            raise self._refusal()
        return self._date()

    def _is_count(self) -> bool:
        """Whether "6 times" stands here."""
        return self._now.kind is Kind.NUMBER and self._ahead().word in words.TIMES

    def _lasting(self) -> Lasting:
        """The rest of "for 6 weeks", or "6 times"."""
        start = self._now.start
        if self._now.kind is not Kind.NUMBER:
            raise self._refusal()
        amount = min(int(self._take().text), _MOST_TYPED)
        unit = self._take().word
        if amount and unit in words.TIMES:
            return Lasting(times=amount)
        if amount and unit in words.DAYS:
            return Lasting(days=amount * words.DAYS[unit])
        if amount and unit in words.MONTHS_LONG:
            return Lasting(months=amount * words.MONTHS_LONG[unit])
        raise not_understood(self._text[start:])

    def _dates(self) -> Iterator[OnDate]:
        """ "24 Dec, Thu 31 Dec 2026 and 2027-01-07"."""
        yield self._named_date()
        while self._now.word in {"and", ",", "&"}:
            self._at += 1
            self._skip("and")
            yield self._named_date()

    def _named_date(self) -> OnDate:
        """A date, its weekday before it or not."""
        weekday = words.WEEKDAYS.get(self._now.word)
        if weekday is not None:
            self._at += 1
            self._skip(",")
        if self._is_over():
            raise InvalidInputError("when-date-missing")
        if not self._is_date():
            raise self._refusal()
        return self._date(weekday)

    def _yearly_word(self) -> bool:
        """ "every year", "yearly", or "every" before a date."""
        first, second = self._now.word, self._ahead().word
        if (first, second) in words.YEARLY or (first, "") in words.YEARLY:
            self._at += 1 if (first, "") in words.YEARLY else 2
            return True
        if not self._at and first in words.EVERY:
            self._at += 1
            return True
        return False

    def _after(self) -> After:
        days = minutes = 0
        found = False
        while self._now.kind is Kind.NUMBER:
            amount, unit = self._take(), self._now.word
            size = min(int(amount.text), _MOST_TYPED)
            if unit in words.MINUTES:
                minutes += size * words.MINUTES[unit]
            elif unit in words.DAYS:
                days += size * words.DAYS[unit]
            else:
                raise not_understood(self._text[amount.start :])
            self._at += 1
            found = True
            if self._now.word in {"and", ","} and self._ahead().kind is Kind.NUMBER:
                self._at += 1
        if not found:
            raise not_understood(self._text[self._now.start :] or self._text)
        return After(days=days, minutes=minutes)

    # Recurring

    def _every(self) -> Rule:
        token, ahead = self._now, self._ahead()
        word = token.word
        if word in {"second", "other"} and ahead.word in words.UNITS:
            self._at += 2
            return self._unit(2, words.UNITS[ahead.word])
        if word in {"second", "other"} and ahead.word in words.WEEKDAYS:
            return self._second_weekday()
        if word in words.TOO_OFTEN or (token.kind is Kind.NUMBER and ahead.word in words.TOO_OFTEN):
            raise InvalidInputError("when-rule-too-often")
        if word == "weekday":
            self._at += 1
            return _workdays()
        if word in words.UNITS:
            self._at += 1
            return self._unit(1, words.UNITS[word])
        if word in words.WEEKDAYS:
            return Rule(freq=Frequency.WEEKLY, weekdays=self._weekdays())
        if token.kind is Kind.NUMBER and ahead.word in words.UNITS:
            self._at += 2
            return self._unit(min(int(token.text), _MOST_TYPED), words.UNITS[ahead.word])
        if token.kind is Kind.ORDINAL and ahead.word == "of" and self._ahead(3).word == "month":
            day = small(self._take())
            if self._of_the_month():
                return Rule(freq=Frequency.MONTHLY, month_day=month_day(day, token.text))
        if self._nth() is not None and ahead.word not in words.MONTHS and ahead.word != "of":
            days = self._month_days(alone=False)
            self._of_the_month()
            return days
        if self._is_date() and token.kind not in {Kind.ISO, Kind.NUMBERS}:
            return self._yearly(1)
        raise self._refusal()

    def _second_weekday(self) -> Rule:
        """ "every second Tuesday" is two things in English; "of the month" makes it one."""
        word = self._take().word
        day = words.WEEKDAYS[self._take().word]
        if word == "second" and self._of_the_month():
            return Rule(freq=Frequency.MONTHLY, weekdays=(Weekday(day=day, nth=2),))
        at = self._time() or dt.time(18)
        name = words.WEEKDAY_NAMES[day]
        raise InvalidInputError(
            "when-every-second",
            weekday=name,
            monthly=f"every 2nd {name} {at:%H:%M}",
            fortnightly=f"every 2 weeks on {name} {at:%H:%M}",
        )

    def _unit(self, interval: int, unit: str) -> Rule:
        """The rest of "every 2 weeks on Mon,Thu"."""
        if unit == "day":
            return Rule(freq=Frequency.DAILY, interval=interval)
        on = self._skip("on")
        if unit == "week":
            if self._now.word not in words.WEEKDAYS:
                raise self._lacks(on, InvalidInputError("when-weekday-missing"))
            return Rule(freq=Frequency.WEEKLY, interval=interval, weekdays=self._weekdays())
        self._skip("the")
        if unit == "year":
            if not self._is_date():
                raise self._lacks(on, InvalidInputError("when-year-day-missing"))
            return self._yearly(interval)
        if self._nth() is None and self._now.kind not in {Kind.NUMBER, Kind.ORDINAL}:
            raise self._lacks(on, InvalidInputError("when-month-day-missing"))
        return self._month_days(interval)

    def _lacks(self, on: bool, missing: InvalidInputError) -> InvalidInputError:
        """Something is missing here; or, after "on", something else stands here."""
        return self._refusal() if on and not self._is_over() else missing

    def _month_days(self, interval: int = 1, *, alone: bool = True) -> Rule:
        """ "15th", "last day", "2nd and 4th Tuesday". `alone`: whether a number alone is a day of the month here."""
        token, nth = self._now, self._nth()
        if nth is not None and self._ahead().kind is not Kind.END:
            start = self._at
            found = [nth]
            self._at += 1
            while self._now.word in {"and", ",", "&"}:
                self._at += 1
                nth = self._nth()
                if nth is None:
                    raise self._refusal()
                found.append(nth)
                self._at += 1
            if self._now.word in words.WEEKDAYS:
                day = words.WEEKDAYS[self._take().word]
                weekdays = tuple(Weekday(day=day, nth=each) for each in found)
                return Rule(freq=Frequency.MONTHLY, interval=interval, weekdays=weekdays)
            if found == [-1] and self._skip("day"):
                return Rule(freq=Frequency.MONTHLY, interval=interval, month_day=-1)
            if len(found) > 1 or token.kind is Kind.WORD:
                raise self._refusal()
            self._at = start
        if not alone or token.kind not in {Kind.NUMBER, Kind.ORDINAL}:
            raise self._refusal()
        day = month_day(small(self._take()), token.text)
        self._skip("day")
        return Rule(freq=Frequency.MONTHLY, interval=interval, month_day=day)

    def _yearly(self, interval: int) -> Rule:
        start = self._now.start
        if self._now.kind in {Kind.ISO, Kind.NUMBERS}:
            raise self._refusal()
        month, day = self._month_and_day()
        date = date_of(None, month, day, self._text[start : self._tokens[self._at - 1].end], None)
        return Rule(freq=Frequency.YEARLY, interval=interval, month=date.month, month_day=date.day)

    def _weekdays(self) -> tuple[Weekday, ...]:
        found = [words.WEEKDAYS[self._take().word]]
        while self._now.word in {"and", ",", "&"} and self._ahead().word in words.WEEKDAYS:
            self._at += 1
            found.append(words.WEEKDAYS[self._take().word])
        return tuple(Weekday(day=day) for day in found)

    def _nth(self) -> int | None:
        """1–5 or -1 (last), where such a word stands. It is not taken."""
        token = self._now
        if token.kind is Kind.ORDINAL:
            number = small(token)
            return number if 1 <= number <= 5 else None
        return words.ORDINALS.get(token.word)

    def _of_the_month(self) -> bool:
        if self._now.word == "of" and (self._ahead().word, self._ahead(2).word) in _EVERY_MONTH:
            self._at += 3
            return True
        return False

    # Places

    def _offset(self) -> dt.timedelta:
        token = self._take()
        if token.word == "z":
            return dt.timedelta(0)
        digits = token.text[1:].replace(":", "").ljust(4, "0")
        size = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if size > dt.timedelta(hours=14) or int(digits[2:]) > 59:
            raise not_understood(token.text)
        return -size if token.text[0] == "-" else size

    def _zone(self) -> str:
        """Everything up to the end or the next limit."""
        start = self._now.start
        while self._now.kind is not Kind.END and self._now.word not in _LIMITS:
            if self._now.kind in {Kind.ISO, Kind.CLOCK, Kind.NUMBERS}:
                raise self._refusal()
            if self._is_count():
                break
            self._at += 1
        return self._text[start : self._tokens[self._at - 1].end]


def _workdays() -> Rule:
    return Rule(freq=Frequency.WEEKLY, weekdays=tuple(Weekday(day=day) for day in range(5)))
