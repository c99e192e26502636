# What the command picker says of each command and option: command-<name>-<option>, at most 100 characters

command-setup = Set up Crossconnect for this server
command-setup-show = See what is configured, what is wrong, and change it
command-setup-zone = Set the time zone of this server
command-setup-zone-zone = A city or an IANA zone, for example Beirut
command-setup-history = See who changed what

command-announce = Write and schedule announcements
command-announce-new = Write an announcement, once or again and again
command-announce-new-when = For example: tomorrow 18:00 · every 2nd Tuesday 18:00 · in 2h
command-announce-new-channel = Where it is posted; more channels can be added in the preview
command-announce-list = See what is scheduled and what was sent
command-announce-show = See one announcement and what was sent where
command-announce-show-announcement = Which announcement
command-announce-edit = Change the text, the channels or the time of an announcement
command-announce-edit-announcement = Which announcement
command-announce-edit-when = A new time; leave it out to keep the old one
command-announce-cancel = Cancel what was not sent yet
command-announce-cancel-announcement = Which announcement

command-me = Your own settings
command-me-show = See your settings
command-me-zone = Set your time zone
command-me-zone-zone = Your city or IANA zone, for example Montevideo
command-me-language = Set the language of answers to you
command-me-language-language = The language

command-help = What Crossconnect does, and how
