# What every part of the bot may say.

# A refusal: one sentence that says what is wrong and what to do. $sentence is a message of the catalogue.
refused = ⚠️ { $sentence }
# The button, menu or form belongs to something that has changed or gone since it was shown.
stale-press = This button or form is out of date. Please run the command again.

# Paging.
page-previous = ‹ Previous
page-next = Next ›
page-number = { $number } of { $count }

# Confirming.
cancel = Go back

# Something broke that nobody expected. $reference is 8 letters and digits that find it in the operator's log.
broken = Something broke on our side. If it happens again, tell your organisers the reference { $reference }.
# Discord still shows a command as it was before the bot was updated.
command-outdated = This command has changed. Reload Discord and try again.
