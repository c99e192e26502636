# What is coming up

agenda-title = { $days ->
    [1] Coming up in the next 24 hours
   *[other] Coming up in the next { $days } days
}
agenda-title-mine = { $days ->
    [1] Yours in the next 24 hours
   *[other] Yours in the next { $days } days
}
agenda-today = Today · { $date }
agenda-tomorrow = Tomorrow · { $date }
agenda-day = { $date }
agenda-item =
    {"**"}{ $title }**
    { $at }
    { $what }
agenda-item-where = { $kind } { $where }
agenda-open = Open
agenda-zone = The days are those of { $city }. To set your own time zone, use /me zone.

agenda-empty = { $days ->
    [1] Nothing is planned in the next 24 hours. Look further ahead, or ask your organisers.
   *[other] Nothing is planned in the next { $days } days. Look further ahead, or ask your organisers.
}
agenda-empty-organiser = { $days ->
    [1] Nothing is planned in the next 24 hours. Look further ahead, or write an announcement with /announce new.
   *[other] Nothing is planned in the next { $days } days. Look further ahead, or write an announcement with /announce new.
}
agenda-empty-mine = { $days ->
    [1] Nothing of yours comes up in the next 24 hours. Press “Remind me” below an announcement, and it stands here.
   *[other] Nothing of yours comes up in the next { $days } days. Press “Remind me” below an announcement, and it stands here.
}

agenda-show-mine = Only mine
agenda-show-guild = Whole server
agenda-further = Next { $days } days
agenda-file = Calendar file
agenda-file-title = For your calendar
agenda-file-what = { $count ->
    [one] One date. Open the file with your calendar, or import it there.
   *[other] { $count } dates. Open the file with your calendar, or import it there.
}
agenda-file-note = It does not renew itself. Import a new one when something has changed: your calendar knows each date again.
agenda-file-empty = Nothing is planned there any more, so there is no calendar file. Look further ahead with /agenda.

## Kinds

announce-agenda-event = Announced date
announce-agenda-post = Will be posted in

## The command

agenda-choice-guild = The whole server
agenda-choice-mine = What concerns me
command-agenda = See what is coming up, and take it into your calendar
command-agenda-what = The whole server, or what concerns you
command-agenda-days = How many days ahead, 1 to 90; 14 when you leave it out
