"""Zones are found by what people type, and nothing else passes for one."""

import builtins
import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInputError
from bot.language import zones
from bot.language.places import CITIES

WINTER = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)
SUMMER = dt.datetime(2026, 7, 15, 12, tzinfo=dt.UTC)


def first(text: str) -> str:
    return zones.search(text, now=WINTER)[0].name


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("beir", "Asia/Beirut"),
        ("Lebanon", "Asia/Beirut"),
        ("asia/bei", "Asia/Beirut"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("usa", "America/New_York"),
        ("Mumbai", "Asia/Kolkata"),
        ("calcutta", "Asia/Kolkata"),
        ("SÃO PAULO", "America/Sao_Paulo"),
        ("reunion", "Indian/Reunion"),
        ("Réunion", "Indian/Reunion"),
        ("côte d'ivoire", "Africa/Abidjan"),
        ("Turkey", "Europe/Istanbul"),
        ("germany", "Europe/Berlin"),
        ("utc", "UTC"),
        ("gmt", "UTC"),
    ],
)
def test_the_first_found_is_what_was_meant(typed: str, zone: str) -> None:
    assert first(typed) == zone


def test_a_label_tells_the_offset_of_the_season() -> None:
    assert zones.search("beirut", now=WINTER)[0].label == "Beirut — Asia/Beirut (UTC+02:00)"
    assert zones.search("beirut", now=SUMMER)[0].label == "Beirut — Asia/Beirut (UTC+03:00)"
    assert zones.search("st johns", now=WINTER)[0].label == "St Johns — America/St_Johns (UTC-03:30)"


def test_an_empty_search_shows_the_world() -> None:
    found = [choice.name for choice in zones.search("", now=WINTER)]
    assert len(found) == 25
    assert len({name.partition("/")[0] for name in found}) >= 6


def test_nothing_found_is_empty_and_the_limit_holds() -> None:
    assert zones.search("qqqqq", now=WINTER) == []
    assert len(zones.search("a", 3, now=WINTER)) == 3
    assert len(zones.search("a", now=WINTER)) == 25


@given(st.text(max_size=80))
def test_any_text_can_be_searched(text: str) -> None:
    for choice in zones.search(text, now=WINTER):
        assert zones.canonical(choice.name) == choice.name
        assert len(choice.label) <= 100
    near = zones.nearest(text)
    assert near is None or zones.canonical(near) == near


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Asia/Beirut", "Asia/Beirut"),
        (" asia/beirut ", "Asia/Beirut"),
        ("america/new york", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("US/Eastern", "America/New_York"),
        ("Japan", "Asia/Tokyo"),
        ("Africa/Accra", "Africa/Accra"),
        ("UTC", "UTC"),
        ("gmt", "UTC"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_a_name_is_written_as_today(typed: str, name: str) -> None:
    assert zones.canonical(typed) == name


@pytest.mark.hostile(21)
@pytest.mark.parametrize(
    "typed",
    [
        "", ".", "..", "../../etc/passwd", "/etc/passwd", "/usr/share/zoneinfo/Asia/Beirut", "Asia", "Asia/",
        "Asia/../Asia/Beirut", "Asia\\Beirut", "Asia/Beirut\0", "tzdata.zi", "zone.tab", "posixrules", "Factory",
        "EST", "MST", "HST", "CET", "EET", "WET", "EST5EDT", "PRC", "ROK", "IST", "AST", "+03:00", "UTC+3",
        "Mars/Olympus", "Beirut", "A" * 10_000, "İstanbul", "ασια",
    ],
)  # fmt: skip
def test_what_is_no_name(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    zones.canonical("UTC")  # the tables are read

    def refuse(*_: object, **__: object) -> object:
        raise AssertionError("a name was tried as a path")

    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr("io.open", refuse)
    monkeypatch.setattr("pathlib.Path.open", refuse)
    assert zones.canonical(typed) is None


@pytest.mark.hostile(21)
@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "Asia", "", "asia/beirut", "Mars/Olympus", "a" * 999]
)
def test_only_a_known_name_is_read(name: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        zones.zone_info(name)
    assert caught.value.key == "when-zone-unknown"


def test_a_city_names_its_zone() -> None:
    assert zones.named("Beirut") == "Asia/Beirut"
    assert zones.named("new york") == "America/New_York"
    assert zones.named("Munich") == "Europe/Berlin"
    assert zones.named("asia/beirut") == "Asia/Beirut"
    assert zones.named("Atlantis") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Asia/Beiruth", "Asia/Beirut"),
        ("berut", "Asia/Beirut"),
        ("lodnon", "Europe/London"),
        ("New Yrok", "America/New_York"),
    ],
)
def test_did_you_mean(typed: str, meant: str) -> None:
    assert zones.nearest(typed) == meant


def test_nothing_is_near_nonsense() -> None:
    assert zones.nearest("zzzzqqqq") is None
    assert zones.nearest("") is None


def test_the_cities_kept_by_hand_stand_in_the_zone_tables() -> None:
    for name, zone in CITIES.items():
        assert zones.canonical(zone) == zone, name
        assert zones.named(name) == zone, name


def test_searches_are_quick() -> None:
    zones._table.cache_clear()
    zones.zone_info.cache_clear()
    assert timed("beirut") < 0.1
    zones.warm()
    for text in ("a", "new york", "lebanon", "", "qqqq"):
        assert min(timed(text) for _ in range(5)) < 0.002, text


def timed(text: str) -> float:
    started = time.perf_counter()
    zones.search(text, now=WINTER)
    return time.perf_counter() - started
