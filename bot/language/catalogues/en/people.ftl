# What a person sets for themselves

people-title = Your settings
people-zone = Time zone
people-zone-set = { $zone }
people-zone-from-guild = { $zone }, as this server has it
people-zone-auto = as this server has it
people-local-time = Your clock
people-local-time-value = { $wall }, by that time zone
people-your-device = Your device says
people-language = Language
people-language-auto = as Discord has it
people-language-what = The language of answers to you. What is posted for everyone is in the server’s language.
people-quiet = Quiet hours
people-quiet-none = none
people-quiet-value = { $start } to { $end }, by your clock
people-quiet-from = From
people-quiet-until = Until
people-quiet-hint = HH:MM by your own clock. Leave both empty for none.
people-quiet-invalid = Quiet hours are two different times such as 22:00 and 07:00. Leave both empty for none.
people-dm = Direct messages
people-dm-now = Now
people-dm-unsaid = only what you ask for
people-dm-yes = what you ask for, nudges and digests
people-dm-no = only what you ask for
people-dm-what =
    May Crossconnect write to you by itself? It would send {"**"}nudges{"**"}, such as a session you have not joined for a while, and {"**"}digests{"**"} of what you follow. Never advertising, and not in your quiet hours.

    What you ask for yourself, such as a reminder, comes either way.
people-dm-allow = Yes, write to me
people-dm-refuse = Only what I ask for
people-reminders = Reminders
people-reminders-value = { $count ->
    [0] none
    [one] one is coming in this server
   *[other] { $count } are coming in this server
}
people-panel = My settings
people-back = Back to my settings
people-note = If the clock is not yours, change your time zone. These settings are yours alone and follow you to every server with Crossconnect.
people-zone-form = Your city or IANA zone
people-zone-form-hint = For example: Montevideo. Empty: as this server has it.
people-zone-is = Your time zone is now **{ $zone }**, where it is { $wall }.
people-zone-how = Run `/me zone` and type your city: it completes as you type. Or press the button and type it in full.
people-zone-type = Type my city
people-hint = Your times are shown in { $city } time. Is that yours?
people-hint-yes = Yes, { $city }
people-hint-other = Another
people-zone-unknown = There is no time zone “{ $zone }”. Type your city, for example “Beirut”, and choose from the list.
people-zone-unknown-near = There is no time zone “{ $zone }”. Did you mean { $near }?
people-language-unknown = Crossconnect does not speak “{ $language }” yet. Choose one from the list.
people-data-member = Your settings: time zone, language, quiet hours, direct messages; and when you were asked for your time zone
people-data-actor = The link between you and the random key that stands for you in the audit log
language-en = English
people-data-audit = What you changed as an organiser, when, before and after, under your random key
