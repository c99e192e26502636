"""/announce template: kept from an announcement, begun with, its fields asked for, changed and deleted."""

from typing import Any

import pytest
from simcord import InteractionResult

from tests.discord.conftest import Stage, answer, buttons
from tests.discord.test_announce import BODY, TITLE, drafted, posted

FIELDS = {"title": "Call with {speaker}", "body": "**{Speaker}** talks about {topic}.\nJoin: {how to join}"}


async def saved(
    stage: Stage, name: str = "Monthly call", *, title: str = FIELDS["title"], body: str = FIELDS["body"]
) -> InteractionResult:
    """A template, kept from a draft."""
    await drafted(stage, title=title, body=body)
    which = str(await stage.newest())
    return await stage.organiser.slash(stage.lobby, "announce template save", announcement=which, name=name)


async def begun(stage: Stage, template: str = "1", when: str = "tomorrow 18:00") -> InteractionResult:
    return await stage.organiser.slash(
        stage.lobby, "announce new", when=when, channel=stage.news, template=template
    )


def inputs(form: InteractionResult) -> dict[str, dict[str, Any]]:
    """Label → text input of a form."""
    assert form.modal is not None, answer(form)
    return {part["label"]: part["component"] for part in form.modal["components"]}


async def filled(stage: Stage, form: InteractionResult, **values: str) -> InteractionResult:
    """The form's inputs by their labels."""
    found = inputs(form)
    return await stage.organiser.submit_modal(
        form, {found[label.replace("_", " ")]["custom_id"]: value for label, value in values.items()}
    )


async def test_its_fields_are_asked_for_and_fill_title_and_text(stage: Stage) -> None:
    assert "Kept as the template **Monthly call**" in answer(await saved(stage))
    form = await begun(stage)
    assert list(inputs(form)) == ["speaker", "topic", "how to join"]
    preview = await filled(stage, form, speaker="Nadia", topic="RPKI", how_to_join="https://meet.example.org")
    assert "### Call with Nadia\n**Nadia** talks about RPKI.\nJoin: https://meet.example.org" in answer(
        preview
    )
    await stage.organiser.click(preview.response, label="Schedule")
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    assert "Call with Nadia" in posted(stage.news)[0]


async def test_one_without_fields_opens_the_usual_form_with_its_text(stage: Stage) -> None:
    await saved(stage, title=TITLE, body=BODY)
    form = await begun(stage)
    assert [part["value"] for part in inputs(form).values()] == [TITLE, BODY]
    preview = await filled(stage, form, Title="Another day", Text=BODY)
    assert "### Another day" in answer(preview)


async def test_what_is_no_field_stays_as_it_was_typed(stage: Stage) -> None:
    odd = "{0.__class__} { $x } %s {} {a!r} {{name}}"
    await saved(stage, body=odd, title="T")
    form = await begun(stage)
    assert list(inputs(form)) == ["name"]
    preview = await filled(stage, form, name="{0.__class__} {name} { $x }")
    assert "{0.__class__} { $x } %s {} {a!r} {{0.__class__} {name} { $x }}" in answer(preview)


async def test_a_hostile_value_pings_nobody_and_links_nothing(stage: Stage) -> None:
    await saved(stage)
    hostile = "@everyone <@1> <#2> [free](https://evil.example)"
    preview = await filled(stage, await begun(stage), speaker=hostile, topic=hostile, how_to_join="x")
    shown = answer(preview).split("Preview")[0]
    assert "@everyone" not in shown
    assert "<@1>" not in shown
    assert "](https://evil.example) (evil.example)" in shown


async def test_a_text_that_became_too_long_is_kept_and_told(stage: Stage) -> None:
    await saved(stage)
    preview = await filled(
        stage, await begun(stage), speaker="Nadia", topic="x" * 1000, how_to_join="y" * 1000
    )
    assert "longer" not in answer(preview)
    await saved(stage, "Long", title="T", body="{a}{b}{c}")
    preview = await filled(stage, await begun(stage, "2"), a="x" * 1000, b="y" * 1000, c="z" * 1000)
    assert "The text is longer than 2,500 characters" in answer(preview)
    assert "y" * 1000 in answer(preview)
    assert "longer than 2,500" in answer(await stage.organiser.click(preview.response, label="Schedule"))


async def test_the_list_shows_one_with_its_fields_and_uses_it(stage: Stage) -> None:
    await stage.set_channel("announcements", stage.news)
    await saved(stage)
    listed = await stage.organiser.slash(stage.lobby, "announce template list")
    assert "**Monthly call**\nCall with {speaker}\nFields: speaker, topic, how to join" in answer(listed)
    card = await stage.organiser.click(listed.response, label="Show")
    form = await stage.organiser.click(card.response, label="Use")
    card = await filled(stage, form, When="tomorrow 18:00")
    form = await stage.organiser.click(card.response, label="Fill in the fields")
    preview = await filled(stage, form, speaker="Omar", topic="IPv6", how_to_join="the lobby")
    assert "### Call with Omar" in answer(preview)
    assert f"<#{stage.news.id}>" in answer(preview)
    await stage.organiser.click(preview.response, label="Schedule")
    stage.pass_time(hours=33, seconds=1)
    assert await stage.deliver() == 1
    assert len(posted(stage.news)) == 1


async def test_using_one_without_fields_leads_to_the_preview_where_one_is(stage: Stage) -> None:
    await saved(stage, title=TITLE, body=BODY)
    form = await stage.press_raw(stage.organiser, "announce.template-use:1")
    assert "When is it sent?" in form
    card = await stage.organiser.slash(stage.lobby, "announce template list")
    card = await stage.organiser.click(card.response, label="Show")
    form = await stage.organiser.click(card.response, label="Use")
    refused = await stage.organiser.submit_modal(form, {"when": "whenever"})
    assert "⚠️" in answer(refused)
    form = await stage.organiser.click(card.response, label="Use")
    preview = await stage.organiser.submit_modal(form, {"when": "tomorrow 18:00"})
    assert f"### {TITLE}\n{BODY}" in answer(preview)
    assert f"<#{stage.lobby.id}>" in answer(preview)


async def test_it_is_changed_and_the_old_form_says_so(stage: Stage) -> None:
    await saved(stage)
    form = await begun(stage)
    card = await stage.organiser.slash(stage.lobby, "announce template list")
    card = await stage.organiser.click(card.response, label="Show")
    edit = await stage.organiser.click(card.response, label="Edit")
    done = await filled(stage, edit, Name="Weekly call", Title="Call", Text="About {topic}")
    assert "Kept as the template **Weekly call**" in answer(done)
    assert "changed meanwhile" in answer(await filled(stage, form, speaker="a", topic="b", how_to_join="c"))
    assert list(inputs(await begun(stage))) == ["topic"]


async def test_it_is_deleted_on_confirmation_and_its_announcements_stay(stage: Stage) -> None:
    await saved(stage)
    form = await begun(stage)
    preview = await filled(stage, form, speaker="Nadia", topic="b", how_to_join="c")
    await stage.organiser.click(preview.response, label="Schedule")
    card = await stage.organiser.slash(stage.lobby, "announce template list")
    card = await stage.organiser.click(card.response, label="Show")
    card = await stage.organiser.click(card.response, label="Delete")
    assert "cannot be used any more" in answer(card)
    old = buttons(card.response)["Delete"]  # type: ignore[arg-type]
    assert "Deleted: Monthly call" in answer(await stage.organiser.click(card.response, label="Delete"))
    assert "no such template" in await stage.press_raw(stage.organiser, old)
    assert "no such template" in answer(await begun(stage))
    assert "no template yet" in answer(await stage.organiser.slash(stage.lobby, "announce template list"))
    stage.pass_time(hours=33, seconds=1)
    assert await stage.deliver() == 1


async def test_the_picker_offers_templates_by_name_and_the_own_drafts(stage: Stage) -> None:
    await saved(stage)
    await saved(stage, "Straße", title=TITLE, body=BODY)
    found = await stage.organiser.autocomplete(stage.lobby, "announce new", "template", "STRASSE")
    assert [(one["name"], one["value"]) for one in found] == [("Straße · " + TITLE, "2")]
    assert len(await stage.organiser.autocomplete(stage.lobby, "announce new", "template", "")) == 2
    assert await stage.member.autocomplete(stage.lobby, "announce new", "template", "") == []
    found = await stage.organiser.autocomplete(
        stage.lobby, "announce template save", "announcement", TITLE.lower()
    )
    assert [one["name"] for one in found] == [f"{TITLE} · draft"]


async def test_pages(stage: Stage) -> None:
    for number in range(7):
        await saved(stage, f"Template {number}")
    listed = await stage.organiser.slash(stage.lobby, "announce template list")
    assert "Template 6" not in answer(listed)
    listed = await stage.organiser.click(listed.response, label="Next ›")
    assert "Template 6" in answer(listed)


# Refused


@pytest.mark.hostile(8)
async def test_names_are_unique_letter_case_aside_and_look_alikes_are_warned_of(stage: Stage) -> None:
    await saved(stage, "Peering call")
    assert "already a template called **Peering call**" in answer(await saved(stage, "PEERING Call"))
    warned = answer(await saved(stage, "Рeering cаll"))
    assert "**Рeering cаll** looks like **Peering call**" in warned
    assert "looks like" not in answer(await saved(stage, "Routing call"))


@pytest.mark.hostile(10)
@pytest.mark.parametrize("name", ["\u200b", " ", "\u202e"])
async def test_a_name_of_nothing_is_refused(stage: Stage, name: str) -> None:
    assert "The name has nothing that can be read" in answer(await saved(stage, name))


async def test_a_hostile_name_is_shown_and_does_nothing(stage: Stage) -> None:
    name = "@everyone <@1> **x**\n# y {0.__class__}"
    card = answer(await saved(stage, name))
    assert "@everyone" not in card
    assert "<@1>" not in card
    assert "\n# y" not in card


async def test_a_name_that_is_too_long_is_refused(stage: Stage) -> None:
    assert "longer than 60 characters" in answer(await saved(stage, "x" * 61))


async def test_more_fields_than_a_form_has_room_for_are_refused(stage: Stage) -> None:
    refused = answer(await saved(stage, title="{a}", body="{b} {c} {d} {e} {f} {A}"))
    assert "There are 6 fields, and a form has room for 5" in refused
    await saved(stage, title="{a}", body="{b} {c} {d} {e}")
    assert len(inputs(await begun(stage))) == 5


async def test_a_refused_change_gives_back_what_was_typed(stage: Stage) -> None:
    await saved(stage)
    card = await stage.organiser.slash(stage.lobby, "announce template list")
    card = await stage.organiser.click(card.response, label="Show")
    edit = await stage.organiser.click(card.response, label="Edit")
    body = "{a} {b} {c} {d} {e} {f} ```code``` @everyone"
    refused = await filled(stage, edit, Name="Monthly call", Title="Long to type", Text=body)
    assert "There are 6 fields" in answer(refused)
    assert "Long to type\n\n{a} {b} {c} {d} {e} {f}" in answer(refused)
    assert answer(refused).count("```") == 2
    assert "FIELDS" not in answer(refused)
    assert list(inputs(await begun(stage))) == ["speaker", "topic", "how to join"]


async def test_a_draft_without_a_text_makes_no_template(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "announce new", when="tomorrow 18:00", channel=stage.news)
    which = str(await stage.newest())
    refused = await stage.organiser.slash(
        stage.lobby, "announce template save", announcement=which, name="Empty"
    )
    assert "needs a title and a text" in answer(refused)


async def test_there_is_an_end_to_how_many(stage: Stage) -> None:
    await saved(stage, "One")
    await stage.app.database.write(
        lambda tx: tx.many(
            "INSERT INTO announcement_template (guild_id, name, folded, title, body, author, updated_at)"
            " VALUES (?, ?, ?, 't', 'b', 'x', 0)",
            [(stage.guild.id, f"n{number}", f"n{number}") for number in range(99)],
        )
    )
    assert "There are 100 templates" in answer(await saved(stage, "One more"))


@pytest.mark.parametrize("which", ["0", "x", "9223372036854775808", "٣", "1; DROP"])
async def test_one_that_is_not_there_is_named_so(stage: Stage, which: str) -> None:
    assert "no such template" in answer(await begun(stage, which))


# Authority


async def test_a_member_is_refused_at_every_step(stage: Stage) -> None:
    await saved(stage)
    draft = await stage.newest()
    for command, options in (
        ("announce template list", {}),
        ("announce template save", {"announcement": str(draft), "name": "x"}),
        ("announce new", {"when": "tomorrow 18:00", "channel": stage.news, "template": "1"}),
    ):
        assert "for organisers" in answer(await stage.member.slash(stage.lobby, command, **options)), command  # type: ignore[arg-type]
    for custom_id in (
        "announce.templates:1",
        "announce.template:1",
        "announce.template-use:1",
        "announce.template-edit:1",
        "announce.template-delete:1",
        "announce.template-delete-confirm:1:1",
        f"announce.template-fields:{draft}:1:1",
    ):
        assert "for organisers" in await stage.press_raw(stage.member, custom_id), custom_id


@pytest.mark.hostile(52)
async def test_another_guilds_template_is_not_there(stage: Stage) -> None:
    await saved(stage)
    await stage.app.database.write(lambda tx: tx.execute("UPDATE announcement_template SET guild_id = 7"))
    assert "no such template" in answer(await begun(stage))
    for custom_id in ("announce.template:1", "announce.template-delete-confirm:1:1"):
        assert "no such template" in await stage.press_raw(stage.organiser, custom_id)


async def test_someone_elses_draft_makes_no_template(stage: Stage) -> None:
    await drafted(stage)
    which = str(await stage.newest())
    await stage.app.database.write(lambda tx: tx.execute("UPDATE announcement SET author = 'other'"))
    refused = await stage.organiser.slash(stage.lobby, "announce template save", announcement=which, name="x")
    assert "someone else’s" in answer(refused)


async def test_every_step_works_after_a_restart(stage: Stage) -> None:
    await saved(stage)
    form = await begun(stage)
    await stage.restart()
    preview = await filled(stage, form, speaker="Nadia", topic="x", how_to_join="y")
    assert "Call with Nadia" in answer(preview)
    listed = await stage.organiser.slash(stage.lobby, "announce template list")
    await stage.restart()
    card = await stage.organiser.click(listed.response, label="Show")
    edit = await stage.organiser.click(card.response, label="Edit")
    await stage.restart()
    assert "**New**" in answer(await filled(stage, edit, Name="New", Title="T", Text="B"))


async def test_each_change_is_in_the_history(stage: Stage) -> None:
    await saved(stage)
    card = await stage.organiser.slash(stage.lobby, "announce template list")
    card = await stage.organiser.click(card.response, label="Show")
    edit = await stage.organiser.click(card.response, label="Edit")
    await filled(stage, edit, Name="New", Title="T", Text="B")
    card = await stage.organiser.click(card.response, label="Delete")
    await stage.organiser.click(card.response, label="Delete")
    shown = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    for line in (
        "made the template “Monthly call”",
        "changed the template “New”",
        "deleted the template “New”",
    ):
        assert line in shown
