"""Who would peer with whom, computed from the record. Functions of a transaction."""

from typing import Final

from bot.exchanges import store as exchanges
from bot.exchanges.answers import matrix_rules
from bot.exchanges.answers.matrix_rules import Matrix, Participant
from bot.exchanges.model import Project
from bot.exchanges.rules import HEIGHT, Rung
from bot.networks import known
from bot.storage.database import Transaction

LEAST: Final = HEIGHT[Rung.INTERESTED]
"""Who has not even said that they are interested is not planned with."""


def of(tx: Transaction, project: Project) -> Matrix:
    """The networks of everybody who is at least interested, by policy and facility; each AS number is a participant."""
    organisations = exchanges.organisations(tx, project.guild_id)
    standings = [
        one
        for one in exchanges.standings(tx, project.id)
        if HEIGHT[one.rung] >= LEAST
        and one.organisation_id != project.organisation_id
        and one.organisation_id in organisations
    ]
    asns = {asn for one in standings for asn in organisations[one.organisation_id].asns} - {project.own_asn}
    networks = known.names(tx, project.guild_id, asns)
    return matrix_rules.matrix(
        Participant(
            organisation_id=one.organisation_id,
            name=organisations[one.organisation_id].name,
            asn=asn,
            policy=str(networks[asn].policy) if asn in networks else "unknown",
            rung=one.rung,
            facility=one.facility,
        )
        for one in standings
        for asn in organisations[one.organisation_id].asns
        if asn in asns
    )
