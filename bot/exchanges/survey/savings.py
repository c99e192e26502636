"""What other rooms may know of the survey: what was published, and what follows from it. Functions of a transaction.

No answer leaves this room: whatever is told elsewhere stands on what was published.
"""

from decimal import Decimal

from bot.exchanges.model import Project
from bot.exchanges.survey import store
from bot.exchanges.survey.model import Assumption, Estimate, Figure, Published
from bot.storage.database import Transaction


def published(tx: Transaction, project: Project, of: Figure = Figure.TRAFFIC) -> Published | None:
    """What was told last; None: nothing yet."""
    found = store.published(tx, project.id, of)
    return found[-1] if found else None


def assumption(tx: Transaction, project: Project) -> Assumption:
    """What organisers said savings are reckoned with."""
    return store.assumption(tx, project.id)


def estimate(tx: Transaction, project: Project) -> Estimate | None:
    """What all save a year at least; None: no traffic is published, or no price is known."""
    traffic, assumed = published(tx, project), assumption(tx, project)
    if traffic is None:
        return None
    price, surveyed, price_of = assumed.price, False, 0
    if price is None:
        told = published(tx, project, Figure.PRICE)
        if told is None:
            return None
        price, surveyed, price_of = told.figure, True, told.contributors
    return Estimate(
        least=int(traffic.figure),
        networks=len(traffic.answers),
        contributors=traffic.contributors,
        price=price,
        surveyed=surveyed,
        price_of=price_of,
        cost=assumed.cost if assumed.cost is not None else Decimal(0),
        currency=assumed.currency,
        source=assumed.source,
        published_at=traffic.at,
    )
