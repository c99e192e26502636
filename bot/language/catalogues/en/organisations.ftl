# Organisations: one record each, who controls them, their AS numbers

command-organisation = Organisations, who controls them, and their AS numbers
command-organisation-add = Add an organisation: a network operator, a regulator, a data centre, …
command-organisation-edit = Change an organisation, or say which one controls it
command-organisation-edit-organisation = Which one: its name or an AS number
command-organisation-edit-parent = Who controls it now (a take-over); leave it out to change name, kind and so on
command-organisation-merge = Make one record of two that are the same organisation
command-organisation-merge-organisation = The record that goes; its name will lead to the other
command-organisation-merge-into = The record that stays
command-organisation-link = Put an AS number under an organisation
command-organisation-link-organisation = Which one: its name or an AS number
command-organisation-link-asn = Such as AS3333
command-organisation-show = What is known of an organisation, and where it stands
command-organisation-show-organisation = Which one: its name or an AS number
command-organisation-list = The organisations that this server knows

organisation-not-found = There is no such organisation here. Choose one from the list, or see /organisation list.
organisation-organisers-only = Only organisers can change organisations. Ask one of them.
organisation-name-missing = That name has nothing to see in it. Type the organisation’s name.
organisation-name-long = That name is too long. Use at most { $most } characters.
organisation-name-taken = There is “{ $name }” already. Change that one, or choose another name.
organisation-name-merged = “{ $name }” was merged into “{ $other }”, and still leads there. Change that one, or choose another name.
organisation-kind-unknown = “{ $typed }” is no kind of organisation. Choose one from the menu.
organisation-website-unreadable = “{ $typed }” is no web address. Type one such as example.org, or leave it empty.
organisation-country-unknown = “{ $typed }” is no country. Type its two-letter code or its English name, or leave it empty.
organisation-numbers-many = Those are too many AS numbers. Type at most { $most }, and add the others with /organisation link.
organisation-number-taken = AS{ $asn } belongs to “{ $name }” here. If that changed, move it with /organisation link.
organisation-circle = “{ $parent }” is controlled by “{ $name }”, so it can’t control it too. Change that first.
organisation-same = Both are “{ $name }”. Choose two different ones.

organisations-title =
    { $count ->
        [one] { $count } organisation
       *[other] { $count } organisations
    }
organisations-line = **{ $name }** — { $about }
organisations-numbers =
    { $count ->
        [one] { $count } AS number
       *[other] { $count } AS numbers
    }
organisations-part = part of { $parent }
organisations-empty = No organisation is known here yet. They come with networks, with a file (/exchange import), or one by one.
organisations-empty-kind = There is none of this kind.
organisations-every-kind = Every kind
organisations-kind-menu = Only one kind

organisation-choice = { $name } ({ $kind })
organisation-number-choice = AS{ $asn } { $name }
organisation-title = { $name }
organisation-value = { $value }
organisation-kind = Kind
organisation-country = Country
organisation-website = Website
organisation-numbers = AS numbers
organisation-numbers-none = none known
organisation-number = AS{ $asn }
organisation-number-named = AS{ $asn } ({ $name })
organisation-parent = Controlled by
organisation-children = Controls
organisation-siblings = One with, for critical mass
organisation-former = Also known as
organisation-more = and { $count } more
organisation-stands = Where it stands
organisation-stands-line = **{ $name }:** { $rung }
organisation-hint = Who controls it: /organisation edit with “parent”. Its AS numbers: /organisation link. A double: /organisation merge.
organisation-alike = “{ $name }” looks the same. If they are one, make one record of them with /organisation merge.
organisation-add = Add an organisation
organisation-edit = Edit
organisation-all = All organisations
organisation-alone = Stands alone again
organisation-again = Back to the form
organisation-field-name = Name
organisation-field-country-what = Two-letter code or English name
organisation-field-numbers = AS numbers
organisation-field-numbers-what = Such as AS3333, AS1299

organisation-saved-added = **{ $name }** is added.
organisation-saved-edited = Saved.
organisation-saved-parent = Noted, and told in every project where it stands.
organisation-saved-alone = Nobody controls **{ $name }** any more. It is told in every project where it stands.
organisation-saved-merged = The two are one record now.
organisation-saved-linked = The AS number is under **{ $name }** now, and stays there whatever a source says.

organisation-parent-title = { $parent } controls { $name }
organisation-parent-what = **{ $name }** and everybody else under **{ $parent }** are one control group from now on: together they count once for critical mass. It is told in every project where { $name } stands.
organisation-changed = Somebody else changed “{ $name }” while the form was open, so nothing of yours was stored. Open it again.
organisation-parent-button = Note the take-over
organisation-alone-title = Nobody controls { $name } any more
organisation-alone-what = **{ $name }** counts for itself from now on. It is told in every project where it stands.
organisation-merge-title = Make one record of { $name } and { $other }
organisation-merge-what = **{ $other }** stays and takes over all of **{ $name }**: AS numbers, commitments, notes. Where both committed themselves, what counts more is kept. “{ $name }” will lead to { $other }. It can’t be undone.
organisation-merge-button = Make one record of them
organisation-link-title = Move AS{ $asn } to { $name }
organisation-link-what = AS{ $asn } is under **{ $holder }** now. It goes over to **{ $name }** and stays there, whatever a source says.
organisation-link-button = Move AS{ $asn }
organisation-effect-down = ⚠️ **{ $name }:** critical mass falls from { $before } to { $after } of { $wanted } independent networks.
organisation-effect-up = **{ $name }:** critical mass rises from { $before } to { $after } of { $wanted } independent networks.
organisation-effect-none = Critical mass stays as it is in every project.

audit-organisation-add = { $at } { $who } added organisation “{ $after }”
audit-organisation-edit = { $at } { $who } changed organisation “{ $before }”, now “{ $after }”
audit-organisation-parent = { $at } { $who } noted that “{ $before }” is controlled by “{ $after }”
audit-organisation-alone = { $at } { $who } noted that nobody controls “{ $before }” any more
audit-organisation-merge = { $at } { $who } merged organisation “{ $before }” into “{ $after }”
audit-organisation-link = { $at } { $who } put { $after } under organisation “{ $before }”
audit-exchange-organisation-renamed = { $at } { $who } renamed an organisation of { $subject }
audit-exchange-organisation-parent = { $at } { $who } noted who controls an organisation of { $subject }
audit-exchange-organisation-alone = { $at } { $who } noted that nobody controls an organisation of { $subject } any more
audit-exchange-organisation-linked = { $at } { $who } put an AS number under an organisation of { $subject }
audit-exchange-organisation-merged = { $at } { $who } merged two organisations of { $subject }

exchange-minutes-organisation-renamed = { $was } is called { $organisation } now.
exchange-minutes-organisation-parent = { $organisation } is controlled by { $parent } now.
exchange-minutes-organisation-alone = Nobody controls { $organisation } any more.
exchange-minutes-organisation-linked = AS{ $asn } belongs to { $organisation }.
exchange-minutes-organisation-merged = { $gone } and { $organisation } are one organisation; the record of { $gone } went over.
