"""Pictures without a library: one colour for those who have no avatar, and the drawing of the demo's announcement."""

import math

from bot.ui.png import ground, png, stroke

_WIDTH, _HEIGHT = 800, 320
_NETWORKS = 12
_GROUND, _LINE = (22, 34, 58), (86, 116, 168)
_DOTS = ((79, 156, 249), (64, 178, 131), (240, 169, 60))
_EXCHANGE = (255, 255, 255)


def plain_png(colour: int, size: int = 64) -> bytes:
    """A square PNG of `size` pixels filled with an RGB number."""
    return png([colour.to_bytes(3, "big") * size] * size)


def network_png() -> bytes:
    """A PNG, 800 × 320: networks on a ring, each with a line to the exchange in the middle."""
    rows = ground(_WIDTH, _HEIGHT, _GROUND)
    middle = (_WIDTH / 2, _HEIGHT / 2)
    places = [
        (middle[0] + 330 * math.cos(angle), middle[1] + 115 * math.sin(angle))
        for angle in (2 * math.pi * number / _NETWORKS + 0.26 for number in range(_NETWORKS))
    ]
    for place in places:
        stroke(rows, middle, place, 1.6, _LINE)
    for number, place in enumerate(places):
        stroke(rows, place, place, 13, _DOTS[number % len(_DOTS)])
    stroke(rows, middle, middle, 27, _EXCHANGE)
    stroke(rows, middle, middle, 19, _DOTS[0])
    return png(rows)
