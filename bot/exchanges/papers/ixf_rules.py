"""The member list of an exchange as IX-F's Member Export 1.0 (schema of Euro-IX, `ixp-member-list-1.0`). Pure.

Members are the organisations that signed, with each of their AS numbers; until a network is connected its connection is "planned".
`ixf_id` is 0 until the IX-F database gives one. Port speeds stand only where an organisation has one AS number: they were told for
the organisation. What is not a web address by RFC 3986 is left out, for the schema's sake.
"""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

VERSION: Final = "1.0"
_LAN: Final = 1
_WEB: Final = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+\Z")
_CONNECTED: Final = frozenset({"connected", "exchanging"})


def export(document: Mapping[str, Any]) -> dict[str, Any]:
    """The list as a value that JSON holds."""
    project = document["project"]
    exchange: dict[str, Any] = {
        "ixp_id": project["id"],
        "ixf_id": 0,
        "shortname": project["name"],
        "name": project["name"],
        "vlan": [_vlan(project)],
    }
    if project["country"]:
        exchange["country"] = project["country"]
    if is_web(project["website"]):
        exchange["url"] = project["website"]
    members = [
        _member(organisation, network, project["id"])
        for organisation in document["organisations"]
        if organisation["planned"]
        for network in organisation["networks"]
    ]
    return {
        "version": VERSION,
        "timestamp": document["made_at"],
        "ixp_list": [exchange],
        "member_list": sorted(members, key=lambda one: one["asnum"]),
    }


def is_web(text: str | None) -> bool:
    """Whether a text is a web address with nothing in it that RFC 3986 does not allow."""
    if not text or not _WEB.match(text):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False


def _vlan(project: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"id": _LAN, "name": "Peering LAN"}
    if project["prefix"] is not None:
        found["ipv4"] = {"mask_length": project["prefix"]}
    return found


def _member(organisation: Mapping[str, Any], network: Mapping[str, Any], ixp_id: int) -> dict[str, Any]:
    # An internal document has what an organisation says now: what counts is what was confirmed of it.
    connected = (organisation.get("confirmed_rung") or organisation["rung"]) in _CONNECTED
    connection: dict[str, Any] = {"ixp_id": ixp_id, "state": "active" if connected else "planned"}
    if organisation["speed"] and len(organisation["networks"]) == 1:
        connection["if_list"] = [{"if_speed": organisation["speed"]}]
    connection["vlan_list"] = [{"vlan_id": _LAN}]
    found: dict[str, Any] = {
        "asnum": network["asn"],
        "member_type": "peering",
        "name": organisation["name"],
        "connection_list": [connection],
    }
    website = network["website"] or organisation["website"]
    if is_web(website):
        found["url"] = website
    if network["policy"] != "unknown":
        found["peering_policy"] = network["policy"]
    if connected and organisation["confirmed_on"]:
        found["member_since"] = f"{organisation['confirmed_on']}T00:00:00Z"
    return found
