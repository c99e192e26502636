"""An IX-F member list (0.6, 0.7, 1.0) read as far as possible, with what was wrong with it. For a worker process.

The files that exchanges publish break their schema in known ways: null for a text, numbers as texts, no timestamp, members without
addresses, an address twice, fewer than three AS numbers. None of that stops a file from being read; each is said.
"""

import datetime as dt
import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.exchanges.importing import columns
from bot.exchanges.importing.columns import RefusedRowError
from bot.exchanges.importing.rows import MOST_ODD, Number, Odd, OddFault, Refused, Row, RowFault
from bot.exchanges.organisations import facts
from bot.exchanges.rules import CRITICAL, Rung
from bot.language.rules import folded
from bot.language.safe_text import clean_name, clip
from bot.networks.rules import Policy, placeholder

KNOWN: Final = frozenset({"0.6", "0.7", "1.0"})
_CONNECTED: Final = frozenset({"active", "connected", "up", "production", "live"})
_TEXTS: Final = ("name", "url", "peering_policy", "peering_policy_url", "member_since", "member_type")
_FEW: Final = CRITICAL
_MOST_SHOWN: Final = 60
_MOST_SPEED: Final = 10_000_000


def is_member_list(document: object) -> bool:
    """Whether a JSON document is one."""
    return isinstance(document, Mapping) and isinstance(document.get("member_list"), list)


class MemberList:
    """One file. `rows()` once; then `odd` says what was wrong, `version` and `timestamp` what the file says of itself."""

    def __init__(self, document: Mapping[str, Any], *, project: str, documentation: bool) -> None:
        self._members: list[Any] = document["member_list"]
        self._documentation = documentation
        self._addresses: dict[str, str] = {}
        self._numbers: dict[int, int] = {}
        self.odd: list[Odd] = []
        self.more = 0
        self.version = self._version(document.get("version"))
        self.timestamp = self._timestamp(document.get("timestamp"))
        self._exchanges, self._switches = self._places(document.get("ixp_list"), project)

    def rows(self) -> Iterator[Row | Refused]:
        """A row for each AS number, in the order of the file."""
        found: dict[int, Row] = {}
        for line, member in enumerate(self._members, 1):
            try:
                row = self._row(line, member)
            except RefusedRowError as error:
                yield Refused(line=line, fault=error.fault, value=error.value)
                continue
            if row is None:
                continue
            asn = row.numbers[0].asn
            before = found.get(asn)
            if before is None:
                found[asn] = row
                continue
            # A member with two entries is one member: real files have one for each connection.
            self._say(line, OddFault.TWICE, f"AS{asn}", str(before.line))
            found[asn] = _together(before, row)
        if len(found) < _FEW:
            self._say(0, OddFault.FEW, str(len(found)), str(_FEW))
        yield from found.values()

    # A member

    def _row(self, line: int, member: object) -> Row | None:
        """None: a member of another exchange in the file."""
        if not isinstance(member, Mapping):
            raise RefusedRowError(RowFault.OBJECT)
        asn = self._asn(line, member.get("asnum"))
        for key in _TEXTS:
            if key in member and member[key] is None:
                self._say(line, OddFault.NULL_TEXT, key, f"AS{asn}")
        connections = self._connections(line, asn, member.get("connection_list"))
        if connections is None:
            return None
        name = self._name(line, asn, member.get("name"))
        rung, facility, speed = self._connected(line, asn, connections)
        policy = member.get("peering_policy")
        return Row(
            line=line,
            name=name,
            website=self._website(line, member.get("url")),
            numbers=(
                Number(
                    asn=asn,
                    name=name,
                    policy=Policy(policy) if isinstance(policy, str) and policy in tuple(Policy) else None,
                ),
            ),
            rung=rung,
            facility=facility,
            speed=speed,
        )

    def _asn(self, line: int, told: object) -> int:
        if isinstance(told, bool) or not isinstance(told, int | str):
            raise RefusedRowError(RowFault.UNREADABLE, "" if told is None else str(told)[:_MOST_SHOWN])
        asn = columns.number(str(told), documentation=self._documentation)
        if isinstance(told, str):
            self._say(line, OddFault.NUMBER_TEXT, told)
        return asn

    def _name(self, line: int, asn: int, told: object) -> str:
        found = clean_name(told) if isinstance(told, str) else None
        if found is None:
            self._say(line, OddFault.NAME_MISSING, f"AS{asn}")
            return placeholder(asn)
        return clip(found, facts.MOST_NAME)

    def _website(self, line: int, told: object) -> str | None:
        if not isinstance(told, str):
            return None
        try:
            return facts.website(told)
        except ValueError:
            self._say(line, OddFault.WEBSITE_UNREADABLE, told)
            return None

    def _connections(self, line: int, asn: int, told: object) -> list[Mapping[str, Any]] | None:
        """Those at the exchange that is meant; None: it has some, all elsewhere."""
        those = [one for one in told if isinstance(one, Mapping)] if isinstance(told, list) else []
        if not those:
            self._say(line, OddFault.NO_CONNECTIONS, f"AS{asn}")
            return []
        if self._exchanges is None:
            return those
        return [one for one in those if _key(one.get("ixp_id")) in self._exchanges] or None

    def _connected(
        self, line: int, asn: int, connections: list[Mapping[str, Any]]
    ) -> tuple[Rung | None, str | None, int | None]:
        """(rung, where, Mbit/s) of a member: connected where the file says so, or gives it an address."""
        speed = 0
        places: list[str] = []
        addresses = states = 0
        for one in connections:
            state = one.get("state")
            addresses += self._count_addresses(line, asn, one.get("vlan_list"))
            states += isinstance(state, str) and folded(state.strip()) in _CONNECTED
            if isinstance(state, str) and state.strip() and folded(state.strip()) not in _CONNECTED:
                self._say(line, OddFault.NOT_CONNECTED, f"AS{asn}", clip(state, _MOST_SHOWN))
                continue
            for interface in one.get("if_list") or () if isinstance(one.get("if_list"), list) else ():
                if isinstance(interface, Mapping):
                    speed += self._speed(line, asn, interface.get("if_speed"))
                    place = self._switches.get(str(interface.get("switch_id")))
                    if place is not None and place not in places:
                        places.append(place)
        told_off = any(isinstance(one.get("state"), str) and one["state"].strip() for one in connections)
        is_connected = bool(states) or (bool(addresses) and not told_off)
        if connections and not addresses and (is_connected or not told_off):
            self._say(line, OddFault.NO_ADDRESS, f"AS{asn}")
        if not is_connected:
            return None, None, None
        facility = clip("; ".join(places), 100) if places else None
        return Rung.CONNECTED, facility, min(speed, _MOST_SPEED) or None

    def _speed(self, line: int, asn: int, told: object) -> int:
        if isinstance(told, str) and told.strip().isascii() and told.strip().isdecimal() and len(told) < 12:
            self._say(line, OddFault.SPEED_UNREADABLE, told, f"AS{asn}")
            return int(told)
        if isinstance(told, int) and not isinstance(told, bool) and 0 < told <= _MOST_SPEED:
            return told
        if told is not None:
            self._say(line, OddFault.SPEED_UNREADABLE, str(told)[:_MOST_SHOWN], f"AS{asn}")
        return 0

    def _count_addresses(self, line: int, asn: int, told: object) -> int:
        count = 0
        for lan in told if isinstance(told, list) else ():
            for family in ("ipv4", "ipv6"):
                part = lan.get(family) if isinstance(lan, Mapping) else None
                text = part.get("address") if isinstance(part, Mapping) else None
                if text is None:
                    continue
                try:
                    address = str(ipaddress.ip_address(text.strip() if isinstance(text, str) else ""))
                except ValueError:
                    self._say(line, OddFault.ADDRESS_UNREADABLE, str(text)[:_MOST_SHOWN], f"AS{asn}")
                    continue
                count += 1
                holder = self._addresses.setdefault(address, f"AS{asn}")
                if holder != f"AS{asn}":
                    self._say(line, OddFault.ADDRESS_TWICE, address, f"{holder}, AS{asn}")
        return count

    # The file itself

    def _version(self, told: object) -> str:
        if told is None or told == "":
            self._say(0, OddFault.VERSION_MISSING)
            return ""
        version = str(told).strip()[:20]
        if version not in KNOWN or not isinstance(told, str):
            self._say(0, OddFault.VERSION_UNKNOWN, version)
        return version

    def _timestamp(self, told: object) -> str:
        if not isinstance(told, str) or not told.strip():
            self._say(0, OddFault.TIMESTAMP_MISSING)
            return ""
        try:
            found = dt.datetime.fromisoformat(told.strip())
        except ValueError:
            self._say(0, OddFault.TIMESTAMP_UNREADABLE, told)
            return ""
        return found.date().isoformat()

    def _places(self, told: object, project: str) -> tuple[frozenset[str] | None, dict[str, str]]:
        """(ids of the exchange that is meant, None for all of them; switch → the building that it stands in)."""
        those = [one for one in told if isinstance(one, Mapping)] if isinstance(told, list) else []
        if not those:
            self._say(0, OddFault.EXCHANGES_MISSING)
        mine = [
            one
            for one in those
            if any(
                isinstance(one.get(key), str) and folded(one[key].strip()) == folded(project)
                for key in ("shortname", "name")
            )
        ]
        wanted = mine or those
        if len(those) > 1:
            self._say(0, OddFault.OTHERS, str(len(those)), project if mine else "")
        switches: dict[str, str] = {}
        for one in wanted:
            for switch in one.get("switch") or () if isinstance(one.get("switch"), list) else ():
                place = switch.get("colo") if isinstance(switch, Mapping) else None
                name = clean_name(place) if isinstance(place, str) else None
                if name is not None:
                    switches[str(switch.get("id"))] = clip(name, 100)
        return (frozenset(_key(one.get("ixp_id")) for one in mine) if mine else None), switches

    def _say(self, line: int, fault: OddFault, value: str = "", other: str = "") -> None:
        if len(self.odd) >= MOST_ODD:
            self.more += 1
            return
        self.odd.append(
            Odd(line=line, fault=fault, value=clip(" ".join(value.split()), _MOST_SHOWN), other=other)
        )


def _key(value: object) -> str:
    """An id as files have it: a number, the same as a text, or whatever else."""
    return str(value)[:_MOST_SHOWN]


def _together(one: Row, other: Row) -> Row:
    return Row(
        line=one.line,
        name=one.name,
        website=one.website or other.website,
        numbers=one.numbers,
        rung=one.rung or other.rung,
        facility=one.facility or other.facility,
        speed=(one.speed or 0) + (other.speed or 0) or None,
    )
