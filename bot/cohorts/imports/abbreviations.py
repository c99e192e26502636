"""What people mean by an abbreviation of a time zone: places, the likeliest first. Pure.

The zone data knows only those that are official today, and none of them is one place: AST is the Atlantic's, Arabia's and
was others'. So a file that says "AST" is asked about, and this is what is offered.
"""

from collections.abc import Mapping
from typing import Final

PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "ACT": ("America/Rio_Branco", "America/Eirunepe", "Australia/Darwin"),
    "AEST": ("Australia/Sydney", "Australia/Brisbane"),
    "AEDT": ("Australia/Sydney",),
    "ADT": ("America/Halifax", "Atlantic/Bermuda"),
    "AMT": ("America/Manaus", "America/Porto_Velho", "Asia/Yerevan"),
    "ART": ("America/Argentina/Buenos_Aires",),
    "AST": (
        "America/Puerto_Rico",
        "America/Halifax",
        "Asia/Riyadh",
        "Asia/Bahrain",
        "Asia/Baghdad",
        "America/Santo_Domingo",
        "America/St_Vincent",
        "America/Port_of_Spain",
        "America/Barbados",
        "America/Anchorage",
    ),
    "BDT": ("Asia/Dhaka", "Asia/Brunei"),
    "BOT": ("America/La_Paz",),
    "BRT": ("America/Sao_Paulo", "America/Fortaleza", "America/Paramaribo", "America/Montevideo"),
    "BST": ("Europe/London", "Asia/Dhaka", "Pacific/Bougainville"),
    "CAT": ("Africa/Maputo", "Africa/Harare", "Africa/Lusaka", "Africa/Kigali", "Africa/Lubumbashi"),
    "CDT": ("America/Chicago", "America/Havana"),
    "CEST": ("Europe/Paris", "Europe/Berlin", "Europe/Zurich", "Europe/Madrid", "Europe/Rome"),
    "CET": (
        "Europe/Paris",
        "Europe/Berlin",
        "Europe/Zurich",
        "Europe/Madrid",
        "Europe/Rome",
        "Africa/Algiers",
        "Africa/Tunis",
    ),
    "CLST": ("America/Santiago",),
    "CLT": ("America/Santiago",),
    "COT": ("America/Bogota",),
    "CST": (
        "America/Chicago",
        "America/Mexico_City",
        "America/Guatemala",
        "America/El_Salvador",
        "America/Costa_Rica",
        "America/Tegucigalpa",
        "America/Managua",
        "Asia/Shanghai",
        "Asia/Taipei",
        "America/Havana",
        "America/Winnipeg",
    ),
    "CT": ("America/Chicago",),
    "EAT": ("Africa/Nairobi", "Africa/Kampala", "Africa/Addis_Ababa", "Africa/Dar_es_Salaam"),
    "ECT": ("America/Guayaquil", "America/Port_of_Spain"),
    "EDT": ("America/New_York", "America/Toronto", "America/Port-au-Prince"),
    "EEST": ("Europe/Athens", "Europe/Kyiv", "Asia/Beirut", "Africa/Cairo"),
    "EET": ("Asia/Beirut", "Africa/Cairo", "Europe/Athens", "Europe/Kyiv", "Africa/Tripoli"),
    "EST": (
        "America/New_York",
        "America/Toronto",
        "America/Panama",
        "America/Jamaica",
        "America/Bogota",
        "America/Lima",
        "America/Port-au-Prince",
        "America/Nassau",
        "America/Cancun",
        "Australia/Sydney",
    ),
    "ET": ("America/New_York", "America/Toronto", "America/Port-au-Prince"),
    "GMT": ("UTC", "Europe/London", "Africa/Accra", "Africa/Abidjan", "Africa/Dakar"),
    "GST": ("Asia/Dubai", "Asia/Muscat", "Asia/Yerevan", "Atlantic/South_Georgia", "Pacific/Guam"),
    "GYT": ("America/Guyana",),
    "HKT": ("Asia/Hong_Kong",),
    "HST": ("Pacific/Honolulu",),
    "ICT": ("Asia/Bangkok", "Asia/Ho_Chi_Minh", "Asia/Phnom_Penh"),
    "IDT": ("Asia/Jerusalem",),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "JST": ("Asia/Tokyo",),
    "KST": ("Asia/Seoul",),
    "MDT": ("America/Denver",),
    "MSK": ("Europe/Moscow",),
    "MST": ("America/Denver", "America/Phoenix", "America/Hermosillo", "Asia/Kuala_Lumpur", "Asia/Yangon"),
    "MT": ("America/Denver",),
    "NPT": ("Asia/Kathmandu",),
    "NZDT": ("Pacific/Auckland",),
    "NZST": ("Pacific/Auckland",),
    "PDT": ("America/Los_Angeles", "America/Tijuana"),
    "PET": ("America/Lima",),
    "PHT": ("Asia/Manila",),
    "PKT": ("Asia/Karachi",),
    "PST": ("America/Los_Angeles", "America/Vancouver", "America/Tijuana", "Asia/Manila", "Asia/Karachi"),
    "PT": ("America/Los_Angeles", "America/Vancouver", "Europe/Lisbon"),
    "PYT": ("America/Asuncion",),
    "SAST": ("Africa/Johannesburg",),
    "SGT": ("Asia/Singapore",),
    "SRT": ("America/Paramaribo",),
    "SST": ("Asia/Singapore", "Pacific/Pago_Pago", "Pacific/Guadalcanal"),
    "TRT": ("Europe/Istanbul",),
    "UYT": ("America/Montevideo",),
    "VET": ("America/Caracas",),
    "WAST": ("Africa/Windhoek",),
    "WAT": ("Africa/Lagos", "Africa/Kinshasa", "Africa/Douala"),
    "WEST": ("Europe/Lisbon", "Atlantic/Canary"),
    "WET": ("Europe/Lisbon", "Africa/Casablanca", "Atlantic/Canary"),
    "WIB": ("Asia/Jakarta",),
}


def places(tzid: str | None) -> tuple[str, ...]:
    """The zones that a name in a file may stand for, the likeliest first; empty where nobody knows."""
    if tzid is None:
        return ()
    # "Eastern Standard Time (EST)", "GMT/IST" and the like: the last word that is known.
    words = [
        tzid.strip().upper(),
        *reversed("".join(c if c.isalnum() else " " for c in tzid.upper()).split()),
    ]
    return next((PLACES[word] for word in words if word in PLACES), ())
