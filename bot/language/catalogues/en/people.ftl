# What a person sets for themselves

people-title = Your settings
people-zone = Time zone
people-zone-set = { $zone }
people-zone-from-guild = { $zone }, as this server has it
people-zone-auto = as this server has it
people-local-time = Your clock
people-local-time-value = It is { $wall } for you now
people-your-device = Your device says
people-language = Language
people-language-auto = as Discord has it
people-note = If the clock is not yours, choose your zone with /me zone. These settings are yours alone and follow you to every server with Crossconnect.
people-zone-unknown = There is no time zone “{ $zone }”. Type your city, for example “Beirut”, and choose from the list.
people-zone-unknown-near = There is no time zone “{ $zone }”. Did you mean { $near }?
people-language-unknown = Crossconnect does not speak “{ $language }” yet. Choose one from the list.
people-data-member = Your time zone and language
people-data-actor = The link between you and the random key that stands for you in the audit log
language-en = English
people-data-audit = What you changed as an organiser, when, before and after, under your random key
