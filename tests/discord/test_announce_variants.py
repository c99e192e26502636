"""One text per language channel: written, sent to its channels, seen before, and nothing else there."""

from typing import Any

import pytest
from simcord import ChannelHandle, InteractionResult, ResponseMessage

from bot.announcements.languages import LANGUAGES, language_of, number_of
from bot.limits import violations
from tests.discord.conftest import Stage, answer, texts
from tests.discord.test_announce import BODY, TITLE, drafted, posted

ITEM_FR = {"title": "Journée peering", "body": "Apportez votre numéro d’AS."}
ITEM_AR = {"title": "يوم الربط", "body": "أحضر رقم نظامك المستقل."}


def menu(shown: ResponseMessage | None, route: str) -> dict[str, Any]:
    """The menu of a route."""
    assert shown is not None
    found: list[dict[str, Any]] = []

    def walk(component: Any) -> None:
        if str(component.get("custom_id", "")).partition(":")[0] == route:
            found.append(component)
        for child in component.get("components", []):
            walk(child)

    for component in shown.components:
        walk(component)
    assert found, f"no {route} in {texts(shown)}"
    return found[0]


async def choose(stage: Stage, shown: ResponseMessage | None, route: str, *values: str) -> InteractionResult:
    assert shown is not None
    return await stage.organiser.select(shown, list(values), custom_id=menu(shown, route)["custom_id"])


async def two_channels(stage: Stage, other: ChannelHandle, **what: Any) -> InteractionResult:
    """The preview of a draft that goes to #news and to `other`."""
    preview = await drafted(stage, **what)
    assert preview.response is not None
    where = menu(preview.response, "announce.channels")["custom_id"]
    return await stage.organiser.select(preview.response, [stage.news, other], custom_id=where)


async def written(
    stage: Stage, preview: InteractionResult, language: str, text: dict[str, str], *channels: ChannelHandle
) -> InteractionResult:
    """A text in a language, for these channels: the preview afterwards."""
    assert preview.response is not None
    overview = await stage.organiser.click(preview.response, label="Languages")
    form = await choose(stage, overview.response, "announce.language", language)
    assert form.modal is not None, answer(form)
    card = await stage.organiser.submit_modal(form, text)
    if channels:
        ids = [str(channel.id) for channel in channels]
        card = await choose(stage, card.response, "announce.language-channels", *ids)
    assert card.response is not None
    return await stage.organiser.click(card.response, label="Back to the preview")


async def test_each_channel_gets_its_own_text_and_no_other(stage: Stage) -> None:
    french = stage.guild.create_text_channel("actualités")
    preview = await two_channels(stage, french)
    preview = await written(stage, preview, "fr", ITEM_FR, french)
    assert "goes nowhere" not in answer(preview)
    assert "Scheduled" in answer(await stage.organiser.click(preview.response, label="Schedule"))
    stage.pass_time(hours=33, seconds=1)
    assert await stage.deliver() == 2
    assert TITLE in posted(stage.news)[0]
    assert BODY in posted(stage.news)[0]
    assert ITEM_FR["title"] in posted(french)[0]
    assert ITEM_FR["body"] in posted(french)[0]
    assert TITLE not in posted(french)[0]
    assert ITEM_FR["title"] not in posted(stage.news)[0]


async def test_the_preview_shows_one_text_at_a_time_exactly_as_it_is_posted(stage: Stage) -> None:
    french = stage.guild.create_text_channel("actualités")
    preview = await written(stage, await two_channels(stage, french), "fr", ITEM_FR, french)
    assert ITEM_FR["title"] not in answer(preview).split("Preview")[0]
    shown = await choose(stage, preview.response, "announce.view", "fr")
    assert f"### {ITEM_FR['title']}\n{ITEM_FR['body']}\n" in answer(shown)
    assert BODY not in answer(shown)
    shown = await choose(stage, shown.response, "announce.view", "main")
    assert f"### {TITLE}\n{BODY}\n" in answer(shown)


async def test_a_text_without_a_channel_is_pointed_out_and_so_is_a_main_text_without_one(
    stage: Stage,
) -> None:
    preview = await written(stage, await drafted(stage), "fr", ITEM_FR)
    assert "The French text goes nowhere yet" in answer(preview)
    preview = await written(stage, preview, "es", {"title": "Día", "body": "Trae tu ASN."})
    assert "These texts go nowhere yet: Spanish, French" in answer(preview)
    preview = await written(stage, preview, "ar", ITEM_AR, stage.news)
    assert "The main text goes nowhere" in answer(preview)


async def test_an_unfit_text_is_kept_told_and_refused_by_the_confirmation_with_its_language(
    stage: Stage,
) -> None:
    overview = await stage.organiser.click((await drafted(stage)).response, label="Languages")
    form = await choose(stage, overview.response, "announce.language", "fr")
    card = await stage.organiser.submit_modal(form, {"title": "\u200b", "body": ITEM_FR["body"]})
    assert "The title has nothing that can be read" in answer(card)
    assert ITEM_FR["body"] in answer(card)
    preview = await stage.organiser.click(card.response, label="Back to the preview")
    refused = answer(await stage.organiser.click(preview.response, label="Schedule"))
    assert "French: The title has nothing that can be read" in refused
    assert "French" in answer(await stage.organiser.click(preview.response, label="Send it to me first"))
    overview = await stage.organiser.click(preview.response, label="Languages")
    card = await choose(stage, overview.response, "announce.language", "fr")
    form = await stage.organiser.click(card.response, label="Edit its text")
    assert ITEM_FR["body"] in str(form.modal)
    card = await stage.organiser.submit_modal(form, ITEM_FR)
    preview = await stage.organiser.click(card.response, label="Back to the preview")
    assert "Scheduled" in answer(await stage.organiser.click(preview.response, label="Schedule"))


async def test_send_it_to_me_first_sends_each_text_that_is_used(stage: Stage) -> None:
    french = stage.guild.create_text_channel("actualités")
    preview = await two_channels(stage, french)
    preview = await written(stage, preview, "fr", ITEM_FR, french)
    preview = await written(stage, preview, "ar", ITEM_AR)
    await stage.organiser.click(preview.response, label="Send it to me first")
    assert await stage.deliver() == 2
    sent = [texts(message) for message in stage.organiser.user.dm_channel.history()]
    assert [TITLE in text for text in sent] == [True, False]
    assert [ITEM_FR["title"] in text for text in sent] == [False, True]
    assert posted(stage.news) == posted(french) == []


async def test_removing_a_language_gives_its_channels_the_main_text_again(stage: Stage) -> None:
    preview = await written(stage, await drafted(stage), "fr", ITEM_FR, stage.news)
    overview = await stage.organiser.click(preview.response, label="Languages")
    card = await choose(stage, overview.response, "announce.language", "fr")
    overview = await stage.organiser.click(card.response, label="Remove")
    assert "The French text is removed" in answer(overview)
    assert "French" not in answer(overview).split("removed")[1].split("Add a language")[0]
    preview = await stage.organiser.click(overview.response, label="Back to the preview")
    await stage.organiser.click(preview.response, label="Schedule")
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    assert TITLE in posted(stage.news)[0]


async def test_a_change_keeps_the_languages_and_changes_what_it_changes(stage: Stage) -> None:
    french = stage.guild.create_text_channel("actualités")
    preview = await written(stage, await two_channels(stage, french), "fr", ITEM_FR, french)
    await stage.organiser.click(preview.response, label="Schedule")
    which = str(await stage.newest())
    edit = await stage.organiser.slash(stage.lobby, "announce edit", announcement=which)
    assert "goes nowhere" not in answer(edit)
    overview = await stage.organiser.click(edit.response, label="Languages")
    card = await choose(stage, overview.response, "announce.language", "fr")
    form = await stage.organiser.click(card.response, label="Edit its text")
    await stage.organiser.submit_modal(form, {"title": "Nouveau", "body": "Tout est nouveau."})
    preview = await stage.organiser.click(card.response, label="Back to the preview")
    assert "Saved" in answer(await stage.organiser.click(preview.response, label="Save changes"))
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    assert "Tout est nouveau" in posted(french)[0]
    assert BODY in posted(stage.news)[0]


async def test_list_and_detail_name_the_languages(stage: Stage) -> None:
    french = stage.guild.create_text_channel("actualités")
    preview = await written(stage, await two_channels(stage, french), "fr", ITEM_FR, french)
    await stage.organiser.click(preview.response, label="Schedule")
    assert "en + fr" in answer(await stage.organiser.slash(stage.lobby, "announce list"))
    which = str(await stage.newest())
    assert "en + fr" in answer(await stage.organiser.slash(stage.lobby, "announce show", announcement=which))


async def test_a_late_one_says_so_in_the_guilds_language_where_the_bot_does_not_speak_the_texts(
    stage: Stage,
) -> None:
    preview = await written(stage, await drafted(stage), "fr", ITEM_FR, stage.news)
    await stage.organiser.click(preview.response, label="Schedule")
    stage.pass_time(hours=40)
    await stage.deliver()
    assert "Was due <t:" in posted(stage.news)[0]
    assert ITEM_FR["title"] in posted(stage.news)[0]


async def test_a_late_one_says_so_in_its_texts_language_where_the_bot_speaks_it(pseudo_stage: Stage) -> None:
    """The only other language there is: the tests'."""
    stage = pseudo_stage
    preview = await written(stage, await drafted(stage), "fr", ITEM_FR, stage.news)
    await stage.organiser.click(preview.response, label="Schedule")
    await stage.app.database.write(
        lambda tx: [tx.execute("UPDATE announcement_variant SET language = 'xx'"), tx.execute("UPDATE announcement_channel SET language = 'xx'")]
    )  # fmt: skip
    stage.pass_time(hours=40)
    await stage.deliver()
    assert "⟦Ŵåš ðûé⟧ <t:" in posted(stage.news)[0]


async def test_a_right_to_left_text_reorders_nothing_around_it(stage: Stage) -> None:
    preview = await written(stage, await drafted(stage), "ar", ITEM_AR, stage.news)
    overview = await stage.organiser.click(preview.response, label="Languages")
    labels = [option["label"] for option in menu(overview.response, "announce.language")["options"]]
    assert f"\u2068{LANGUAGES['ar']}\u2069 · Arabic" in labels
    card = await choose(stage, overview.response, "announce.language", "ar")
    assert f"\u2068{LANGUAGES['ar']}\u2069 · Arabic" in answer(card)
    assert f"\u2068{ITEM_AR['title']}\u2069" in answer(card)


async def test_the_longest_texts_in_ten_languages_are_shown_whole(stage: Stage) -> None:
    long = {"title": "t" * 200, "body": "b" * 2500}
    preview = await drafted(stage, when="every 2nd Tuesday 18:00", title=long["title"], body=long["body"])
    for language in list(LANGUAGES)[:10]:
        preview = await written(stage, preview, language, long)
    shown = await choose(stage, preview.response, "announce.view", "am")
    assert long["body"] in answer(shown)
    assert long["title"] in answer(shown)
    assert shown.response is not None
    assert violations({"components": shown.response.components, "flags": 1 << 15}) == []
    overview = await stage.organiser.click(preview.response, label="Languages")
    refused = await choose(stage, overview.response, "announce.language", list(LANGUAGES)[10])
    assert "can be written in 10 languages" in answer(refused)


# Denied, stale, altered, restarted


async def test_only_the_drafts_author_gets_at_its_languages(stage: Stage) -> None:
    preview = await written(stage, await drafted(stage), "fr", ITEM_FR)
    draft, number = await stage.newest(), number_of("fr")
    for route in (f"announce.languages:{draft}", f"announce.language-text:{draft}:{number}", f"announce.language-remove:{draft}:{number}"):  # fmt: skip
        assert "for organisers" in await stage.press_raw(stage.member, route)
    stage.take_roles(stage.organiser)
    assert "for organisers" in answer(await stage.organiser.click(preview.response, label="Languages"))


async def test_what_an_altered_client_sends_is_refused(stage: Stage) -> None:
    await written(stage, await drafted(stage), "fr", ITEM_FR)
    draft = await stage.newest()
    for custom_id in (
        f"announce.language-text:{draft}:0",
        f"announce.language-text:{draft}:{number_of('tlh')}",
        f"announce.language-remove:{draft}:{2**62}",
        f"announce.language:{draft}",
        f"announce.view:{draft}",
    ):
        assert "out of date" in await stage.press_raw(stage.organiser, custom_id), custom_id
    gone = f"announce.language-remove:{draft}:{number_of('es')}"
    assert "no text in this language any more" in await stage.press_raw(stage.organiser, gone)
    with pytest.raises(Exception, match="elsewhere"):
        await stage.app.services.variants.choose_channels(stage.actor(), draft, "fr", (stage.lobby.id,))


async def test_a_language_that_was_removed_meanwhile_is_answered_politely(stage: Stage) -> None:
    preview = await written(stage, await drafted(stage), "fr", ITEM_FR, stage.news)
    overview = await stage.organiser.click(preview.response, label="Languages")
    card = await choose(stage, overview.response, "announce.language", "fr")
    await stage.app.services.variants.remove(stage.actor(), await stage.newest(), "fr")
    stale = await choose(stage, card.response, "announce.language-channels", str(stage.news.id))
    assert "no text in this language" in answer(stale)


async def test_every_press_works_after_a_restart(stage: Stage) -> None:
    preview = await drafted(stage)
    await stage.restart()
    overview = await stage.organiser.click(preview.response, label="Languages")
    form = await choose(stage, overview.response, "announce.language", "fr")
    await stage.restart()
    card = await stage.organiser.submit_modal(form, ITEM_FR)
    await stage.restart()
    card = await choose(stage, card.response, "announce.language-channels", str(stage.news.id))
    assert f"<#{stage.news.id}>" in answer(card)


async def test_a_channel_that_was_deleted_can_still_be_seen_and_left_out(stage: Stage) -> None:
    other = stage.guild.create_text_channel("other")
    preview = await written(stage, await two_channels(stage, other), "fr", ITEM_FR, other)
    stage.delete_channel(other)
    overview = await stage.organiser.click(preview.response, label="Languages")
    card = await choose(stage, overview.response, "announce.language", "fr")
    labels = [one["label"] for one in menu(card.response, "announce.language-channels")["options"]]
    assert labels == ["# news", "Deleted channel"]


def test_a_language_keeps_its_number() -> None:
    assert [language_of(number_of(one)) for one in LANGUAGES] == list(LANGUAGES)
    assert number_of("fr") == 0x6672
    assert len(LANGUAGES) <= 25


async def test_one_text_has_no_menu_and_the_audit_keeps_every_text(stage: Stage) -> None:
    preview = await drafted(stage)
    assert "another language" not in answer(preview)
    preview = await written(stage, preview, "fr", ITEM_FR, stage.news)
    await stage.organiser.click(preview.response, label="Schedule")
    after = await stage.app.database.read(
        lambda tx: str(tx.all("SELECT after FROM audit_event ORDER BY id DESC LIMIT 1")[0]["after"])
    )
    assert ITEM_FR["body"] in after
