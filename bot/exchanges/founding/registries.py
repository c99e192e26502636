"""Which regional registry serves a country, as the five registries divide the world between them (ICP-2, and the NRO's list of
service regions). A guess for a form that was left open: it stands on the card, and is edited there. Pure."""

from collections.abc import Mapping
from typing import Final

from bot.exchanges.model import Rir

_SERVES: Final[Mapping[Rir, str]] = {
    Rir.AFRINIC: (
        "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG"
        " RE RW SC SD SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW"
    ),
    Rir.APNIC: (
        "AF AS AU BD BN BT CC CK CN CX FJ FM GU HK ID IN IO JP KH KI KP KR LA LK MH MM MN MO MP MV MY NC NF NP NR NU NZ PF"
        " PG PH PK PN PW SB SG TF TH TK TL TO TV TW VN VU WF WS"
    ),
    Rir.ARIN: "AG AI AQ BB BL BM BS BV CA DM GD GP HM JM KN KY LC MF MQ MS PM PR SH TC UM US VC VG VI",
    Rir.LACNIC: (
        "AR AW BO BQ BR BZ CL CO CR CU CW DO EC FK GF GS GT GY HN HT MX NI PA PE PY SR SV SX TT UY VE"
    ),
    Rir.RIPE: (
        "AD AE AL AM AT AX AZ BA BE BG BH BY CH CY CZ DE DK EE ES FI FO FR GB GE GG GI GL GR HR HU IE IL IM IQ IR IS IT JE"
        " JO KG KW KZ LB LI LT LU LV MC MD ME MK MT NL NO OM PL PS PT QA RO RS RU SA SE SI SJ SK SM SY TJ TM TR UA UZ VA YE"
    ),
}
_OF: Final[Mapping[str, Rir]] = {code: rir for rir, codes in _SERVES.items() for code in codes.split()}


def registry_of(country: str) -> Rir | None:
    """The registry of a country by its ISO 3166 code; None: not known here."""
    return _OF.get(country)
