"""What somebody typed into a form that was refused: nothing of it is lost."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Typed:
    """`form`: which one, as its cog names it; `exchange_id` None: of a new project."""

    form: str
    exchange_id: int | None
    fields: Mapping[str, str]
