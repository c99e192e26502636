"""What a project will need, computed from the record. Functions of a transaction."""

from bot.exchanges import records
from bot.exchanges.answers import plan_rules, ready, rir, store
from bot.exchanges.answers.plan_rules import Plan
from bot.exchanges.commitments import standing
from bot.exchanges.model import Project
from bot.storage.database import Transaction


def plan(tx: Transaction, project: Project) -> Plan:
    """Sessions and peering LAN now, in 3 months, 1 and 2 years, with the registry's rule. For an exchange."""
    today = records.today(tx, project)
    own_group = ready.how(tx, project)["own_group"]
    some = [one for one in standing.commitments(tx, project) if one.group != own_group]
    return plan_rules.plan(
        store.forecast(tx, project.id),
        plan_rules.assumed(some, today),
        servers=project.servers,
        prefix=project.prefix,
        rule=rir.in_force(tx, project),
        today=today,
    )
