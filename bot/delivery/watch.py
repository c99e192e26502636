"""What the dispatcher tells whoever counts."""

from typing import Protocol

from bot.delivery.model import DeliveryState, EffectKind


class Watch(Protocol):
    """Called in the loop's thread, between two steps of a delivery: quick, and it raises nothing."""

    def asked(self, kind: EffectKind, seconds: float, /) -> None:
        """Discord was asked for the effect, and it took so long until the answer or the failure."""
        ...

    def ended(self, kind: EffectKind, state: DeliveryState, /) -> None:
        """An attempt ended: settled, or RETRY when it is tried again."""
        ...
