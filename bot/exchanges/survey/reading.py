"""What is typed into the forms of the survey: as it is kept, or refused with one sentence."""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from bot.errors import InvalidInputError, StaleError
from bot.exchanges.survey.model import CURRENCY, MOST_COST, SOURCE_LIMIT
from bot.exchanges.survey_rules import LEAST_PRICE, MOST_PRICE, PORTS, Band
from bot.language.safe_text import clean_name, length

_NUMBER: Final = re.compile(r"[0-9]{1,9}([.,][0-9]{1,2})?\Z", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}\Z", re.ASCII)


def band(chosen: str) -> Band:
    """Raises InvalidInputError where nothing was chosen, StaleError for what stands in no menu of ours."""
    if not chosen:
        raise InvalidInputError("survey-band-missing")
    try:
        return Band(int(chosen))
    except ValueError:
        raise StaleError("stale-press") from None


def port(chosen: str) -> int | None:
    """Mbit/s; None: not said. Raises StaleError for what stands in no menu of ours."""
    if not chosen:
        return None
    if chosen not in map(str, PORTS):
        raise StaleError("stale-press")
    return int(chosen)


def price(typed: str) -> Decimal | None:
    """Of a Mbit/s a month; None: not said. Raises InvalidInputError."""
    return _amount(typed, "survey-price-unreadable", least=LEAST_PRICE, most=MOST_PRICE)


def cost(typed: str) -> Decimal | None:
    """Of taking part, a year; None: not said. Raises InvalidInputError."""
    return _amount(typed, "survey-cost-unreadable", least=Decimal(0), most=MOST_COST)


def currency(typed: str) -> str:
    """Three letters of ISO 4217; empty: the usual one. Raises InvalidInputError."""
    found = typed.strip().upper()
    if not found:
        return CURRENCY
    if not _CURRENCY.match(found):
        raise InvalidInputError("survey-currency-unreadable")
    return found


def source(typed: str) -> str:
    """Where the figures come from. Raises InvalidInputError."""
    found = clean_name(typed) or ""
    if length(found) > SOURCE_LIMIT:
        raise InvalidInputError("survey-source-long", most=SOURCE_LIMIT)
    return found


def _amount(typed: str, key: str, *, least: Decimal, most: Decimal) -> Decimal | None:
    found = typed.strip().replace("\u00a0", "").replace(" ", "")
    if not found:
        return None
    try:
        amount = Decimal(found.replace(",", ".")) if _NUMBER.match(found) else None
    except InvalidOperation:
        amount = None
    if amount is None or not least <= amount <= most:
        raise InvalidInputError(key, least=str(least), most=str(most))
    return amount
