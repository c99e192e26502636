# Organisations and commitments from a file

command-exchange-import = Read organisations, commitments or members from a file, see what would change, then store it
command-exchange-import-file = A table (CSV) of organisations, an IX-F member list, or what /exchange export made
command-exchange-import-exchange = For which exchange; the only one without it

exchange-import-title = What { $file } would change
exchange-import-read =
    { $count ->
        [one] { $count } organisation was read for **{ $name }**. See below what storing it does.
       *[other] { $count } organisations were read for **{ $name }**. See below what storing them does.
    }
exchange-import-read-nothing =
    { $count ->
        [one] { $count } organisation was read for **{ $name }**, and it changes nothing.
       *[other] { $count } organisations were read for **{ $name }**, and none changes anything.
    }
exchange-import-members = An IX-F member list, version { $version }, of { $day }. Members with a connection that is up become “connected”, with this file as evidence.
exchange-import-unsaid = not said
exchange-import-nothing-yet = Nothing is stored yet. What was read is deleted after a day.
exchange-import-number = { $count }
exchange-import-count-new = New
exchange-import-count-changed = Different from what is known
exchange-import-count-kept = Kept as they are
exchange-import-count-odd = Wrong in the file, and read all the same
exchange-import-count-refused = Refused
exchange-import-count-same = The same as known
exchange-import-ignored = Columns that are not used: { $heads }
exchange-import-see-new = New: { $count }
exchange-import-see-changed = Different: { $count }
exchange-import-see-kept = Kept: { $count }
exchange-import-see-odd = Wrong: { $count }
exchange-import-see-refused = Refused: { $count }
exchange-import-store =
    { $count ->
        [one] Store { $count } organisation
       *[other] Store { $count } organisations
    }
exchange-import-discard = Let it be
exchange-import-discarded = Nothing was stored, and what was read is deleted.
exchange-import-back = Back
exchange-import-look = Look again
exchange-import-go-on = Go on
exchange-import-gone = That file is gone: it was let be, or read more than a day ago. Send it again with /exchange import.
exchange-import-storing = That file is being stored already, or is stored. See /organisation list.
exchange-import-nothing = Nothing in that file changes anything, so there is nothing to store.

exchange-import-view-new = New organisations: { $count }
exchange-import-view-changed = Different organisations: { $count }
exchange-import-view-kept = Kept as they are: { $count }
exchange-import-view-odd = Wrong in the file: { $count }
exchange-import-view-refused = Refused: { $count }
exchange-import-view-empty = There is nothing of this kind.
exchange-import-line = **Line { $number }:** { $what }
exchange-import-entry = **Entry { $number }:** { $what }
exchange-import-file = **The file:** { $what }
exchange-import-row = **{ $name }:** { $what }
exchange-import-change = { $field } { $before } → { $after }
exchange-import-change-new = { $field } { $after }
exchange-import-field-kind = kind
exchange-import-field-country = country
exchange-import-field-website = website
exchange-import-field-parent = controlled by
exchange-import-field-numbers = adds
exchange-import-field-rung = stands at
exchange-import-field-valid = valid until
exchange-import-field-facility = connects at
exchange-import-field-speed = port

exchange-import-kept-higher = the file has “{ $value }”; it stands higher here, and a file lowers nothing
exchange-import-kept-withdrawn = the file has “{ $value }”; it declined here, and only its own word changes that
exchange-import-kept-stands = the file has “{ $value }”; it stands here, so note a withdrawal with /exchange commit
exchange-import-kept-proof = the file has “{ $value }” without evidence; add a column “evidence” with an https link
exchange-import-kept-over = the file has a commitment that is over since { $value }
exchange-import-kept-elsewhere = { $value } belongs to another organisation here; move it with /organisation link
exchange-import-kept-several = its AS numbers belong to several organisations here: { $value }
exchange-import-kept-nameless = { $value } has no organisation here, and the file gives no name
exchange-import-kept-circle = “{ $value }” can’t control it: it would control itself

exchange-import-fault-unreadable = “{ $value }” is no AS number.
exchange-import-fault-range = { $value } is larger than any AS number.
exchange-import-fault-reserved = { $value } is reserved.
exchange-import-fault-transition = { $value } stands in for others (AS_TRANS).
exchange-import-fault-documentation = { $value } is for documentation only.
exchange-import-fault-private = { $value } is for private use.
exchange-import-fault-nameless = There is neither a name nor an AS number.
exchange-import-fault-long = “{ $value }” is too long. A name has at most 100 characters.
exchange-import-fault-kind = “{ $value }” is no kind of organisation.
exchange-import-fault-country = “{ $value }” is no country.
exchange-import-fault-website = “{ $value }” is no web address.
exchange-import-fault-rung = “{ $value }” is no step of the ladder, such as interested, letter or mou.
exchange-import-fault-date = “{ $value }” is no date. Write it as 2027-03-31.
exchange-import-fault-speed = “{ $value }” is no port speed. Write it as 10G or 1000.
exchange-import-fault-evidence = “{ $value }” is no https link.
exchange-import-fault-object = This entry is no object.

exchange-import-odd-version-missing = It does not say which version it is, and was read as far as it fits.
exchange-import-odd-version-unknown = “{ $value }” is no version of IX-F’s member list (“0.6”, “0.7” or “1.0”); it was read as far as it fits.
exchange-import-odd-timestamp-missing = It has no timestamp: how old it is can’t be said.
exchange-import-odd-timestamp-unreadable = “{ $value }” is no timestamp: how old it is can’t be said.
exchange-import-odd-exchanges-missing = It names no exchange (“ixp_list”); all its members were read.
exchange-import-odd-others = It tells of { $value } exchanges; the members of “{ $other }” were read.
exchange-import-odd-others-all = It tells of { $value } exchanges, none by this name; the members of all were read.
exchange-import-odd-few = It names { $value } AS numbers; below { $other } nobody takes it for an exchange.
exchange-import-odd-number-text = AS number “{ $value }” stands as a text.
exchange-import-odd-null-text = { $other }: “{ $value }” is null in place of a text.
exchange-import-odd-name-missing = { $value } has no name; its number stands in for it.
exchange-import-odd-no-connections = { $value } has no connection; it was read without a place on the ladder.
exchange-import-odd-not-connected = { $value } has a connection that is “{ $other }”, which is not up.
exchange-import-odd-no-address = { $value } has no address on the peering LAN.
exchange-import-odd-address-unreadable = { $other }: “{ $value }” is no IP address.
exchange-import-odd-address-twice = { $value } is given to more than one: { $other }.
exchange-import-odd-speed-unreadable = { $other }: “{ $value }” is no port speed in Mbit/s as a number.
exchange-import-odd-website-unreadable = “{ $value }” is no web address; it was left out.
exchange-import-odd-twice = { $value } was member { $other } already; the two were put together.
exchange-import-odd-more = { $value } more are not listed.

exchange-import-file-empty = That file has no row. Send one with an organisation in it.
exchange-import-file-no-names = That table has neither a column “organisation” nor one “asn”. Add one, and send it again.
exchange-import-file-rows = That file has too many rows. Send at most { $most }.
exchange-import-file-json = That file begins like JSON and is none; perhaps it was cut off. Export it again.
exchange-import-file-nothing = That JSON has neither “member_list” (IX-F) nor “organisations” (/exchange export). Send another file.
exchange-import-file-networks = That is a file of PeeringDB. Send it with /network import.

exchange-import-storing-title = Storing { $file }
exchange-import-bar = { $bar } { $stored } of { $total } organisations
exchange-import-storing-note = It goes on whatever you do, also after a restart.
exchange-import-stopped = It stopped on its way. Nothing is lost: go on where it was.
exchange-import-stored-title = { $file } is stored
exchange-import-stored = Stored: { $added } new, { $changed } changed.
exchange-import-stored-kept =
    { $count ->
        [one] { $count } was left alone: it changed meanwhile.
       *[other] { $count } were left alone: they changed meanwhile.
    }
exchange-import-confirm = From a letter of intent on, what the file says waits for another organiser’s confirmation.

privacy-exchange-import = files that you had read for an exchange, until they are stored or a day old
audit-exchange-imported = { $at } { $who } imported organisations from a file, in { $subject }
exchange-minutes-imported = Organisations were imported from “{ $file }”: { $added } new, { $changed } changed.
