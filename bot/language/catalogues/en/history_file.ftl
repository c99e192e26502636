## /setup history as a file

setup-history-download = Download
setup-history-file-title = The history as a file
setup-history-file-what =
    { $count ->
        [one] One entry, for any spreadsheet. Times are in UTC.
       *[other] { $count } entries, the newest first, for any spreadsheet. Times are in UTC.
    }
setup-history-file-cut =
    { $count ->
        [one] The oldest entry did not fit. Whoever runs the bot can export all of it.
       *[other] The { $count } oldest entries did not fit. Whoever runs the bot can export all of it.
    }
setup-history-file-private = It names people and holds texts that were not posted yet: keep it among organisers.
setup-history-file-back = Back to the history
setup-history-file-when = When (UTC)
setup-history-file-who = Who
setup-history-file-action = Action
setup-history-file-subject = About
setup-history-file-before = Before
setup-history-file-after = After
audit-setup-history-file = { $at } { $who } downloaded the history
