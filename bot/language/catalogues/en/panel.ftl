# The "Start here" card

command-setup-panel = Post the “Start here” card for members in a channel
command-setup-panel-channel = Where it is posted; in another channel than before, it moves

panel-title = Start here
panel-what = Crossconnect works for this community: announcements that arrive once and on time, reminders when you ask for them, topics to follow, and answers that are found again. Times are shown in your own zone.
panel-places = What you find here
panel-place = { $where } · { $what }
agenda-panel = Coming up
panel-buttons = Press a button. Only you see the answer.
panel-moved = This card has moved to { $where }.
panel-posted = The card is being posted in { $where }. Run /setup panel again after you changed channels, and it is brought up to date.
panel-paused = Everything is paused: the card comes once you resume sending, if that is within an hour.

audit-setup-panel = { $at } { $who } put the “Start here” card in its place: { $before } → { $after }
