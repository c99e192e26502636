"""Pictures of exchanges in tests: drawn before somebody asks, or not at all. A worker that starts on a busy machine takes its time."""

from typing import Any

from bot.exchanges.answers import matrix_messages, messages, plan_messages
from bot.exchanges.model import Project
from bot.workers import WorkerBrokenError
from tests.discord.conftest import Stage


class NoWorkers:
    """In place of the workers: nothing can be drawn."""

    async def run(self, *_: object, **__: object) -> Any:
        raise WorkerBrokenError("none here")


def undrawn(stage: Stage) -> None:
    """From now on only what was drawn already is shown."""
    stage.app.services.answers._workers = NoWorkers()  # type: ignore[assignment]


async def drawn(stage: Stage, of: Project, locale: str = "en") -> None:
    """Draw what readiness, plan and matrix show now."""
    service, actor = stage.app.services.answers, stage.actor()
    t = stage.app.catalogue.translator(locale)
    for wanted in (
        messages.chart((await service.readiness(actor, of.id)).account, t),
        plan_messages.chart(await service.plan(actor, of.id), t),
        matrix_messages.chart((await service.matrix(actor, of.id)).matrix, t),
    ):
        assert wanted is None or await service.picture(wanted) is not None
