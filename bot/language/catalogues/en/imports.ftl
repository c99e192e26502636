# Importing networks from a file

command-network-import = Read networks from a file, see what would change, then store them
command-network-import-file = A table (CSV) with a column “asn”, or JSON as PeeringDB has it

imports-title = What { $name } would change
imports-read =
    { $count ->
        [one] { $count } network was read. See below what storing it does.
       *[other] { $count } networks were read. See below what storing them does.
    }
imports-read-nothing =
    { $count ->
        [one] { $count } row was read, and it changes nothing.
       *[other] { $count } rows were read, and none changes anything.
    }
imports-nothing-yet = Nothing is stored yet. What was read is deleted after a day.
imports-number = { $count }
imports-count-new = New
imports-count-changed = Different from what is known
imports-count-kept = Kept as they are
imports-count-refused = Refused
imports-count-same = The same as known
imports-ignored = Columns that are not used: { $heads }
imports-see-new = New: { $count }
imports-see-changed = Different: { $count }
imports-see-kept = Kept: { $count }
imports-see-refused = Refused: { $count }
imports-store =
    { $count ->
        [one] Store { $count } network
       *[other] Store { $count } networks
    }
imports-discard = Let it be
imports-discarded = Nothing was stored, and what was read is deleted.
imports-back = Back
imports-look = Look again
imports-go-on = Go on
imports-list = See the networks

imports-view-new = New networks: { $count }
imports-view-changed = Different networks: { $count }
imports-view-kept = Networks kept as they are: { $count }
imports-view-refused = Refused rows: { $count }
imports-view-empty = There is nothing of this kind.
imports-kept-why = What members told and what is newer than the file is never overwritten, and claims are never touched. Refresh on a network’s card asks PeeringDB.
imports-line = **Line { $number }:** { $what }
imports-entry = **Network { $number } of the file:** { $what }
imports-network = **{ $name }** (AS{ $asn })
imports-network-nameless = **AS{ $asn }**
imports-value = { $value }
imports-new = { $network }{ $about }
imports-changed = { $network }: { $changes }
imports-kept = { $network }: { $why } The file has { $changes }.
imports-kept-newer = What is known is newer than the file.
imports-kept-own = A member told it, and the file does not say how old it is.
imports-kept-spoken-for = Somebody speaks for it, and the file does not say how old it is.
imports-change = { $field } { $before } → { $after }
imports-change-new = { $field } { $after }
imports-change-places = { $field } { $places }
imports-place-new = + { $place }
imports-place-gone = − { $place }
imports-places-more = and { $count } more
imports-field-name = name
imports-field-organisation = organisation
imports-field-country = country
imports-field-policy = policy
imports-field-website = website
imports-field-as-set = AS-SET
imports-field-exchanges = exchanges
imports-field-facilities = facilities
imports-field-speeds = port speeds at
imports-policy-open = open
imports-policy-selective = selective
imports-policy-restrictive = restrictive
imports-policy-no = no peering
imports-policy-unknown = unknown

imports-storing-title = Storing { $name }
imports-bar = { $bar } { $stored } of { $total } networks
imports-storing-note = You can close this: it goes on by itself, after a restart too.
imports-stopped = It stopped here. What was stored stays; go on with the rest.
imports-stored-title = { $name } is stored
imports-stored = Stored: { $added ->
        [0] {""}
        [one] { $added } new network
       *[other] { $added } new networks
    }{ $changed ->
        [0] .
       *[other] { $added ->
            [0] {""}
           *[other] {", "}
        }{ $changed } changed.
    }
imports-stored-kept =
    { $count ->
        [one] { $count } was kept as it is, because somebody told something newer meanwhile.
       *[other] { $count } were kept as they are, because somebody told something newer meanwhile.
    }

imports-fault-unreadable = “{ $value }” is no AS number.
imports-fault-range = { $value } is larger than any AS number.
imports-fault-reserved = { $value } is reserved and no network’s.
imports-fault-transition = { $value } stands for numbers that old routers cannot read.
imports-fault-documentation = { $value } is for examples in documents.
imports-fault-private = { $value } is for private use.
imports-fault-twice = Its AS number stands in the file already, at { $value }.
imports-fault-nameless = { $value } has no name, and none is known.
imports-fault-long = “{ $value }” is longer than 100 characters.
imports-fault-country = “{ $value }” is no country. Write its two letters, such as LB.
imports-fault-policy = “{ $value }” is no policy. Write open, selective, restrictive or no.
imports-fault-website = “{ $value }” is no web address.
imports-fault-as-set = “{ $value }” is no AS-SET.
imports-fault-places = It is at { $value } places, more than a network can be.
imports-fault-gone = { $value } is not active on PeeringDB any more.

imports-file-rows = The file has more than { $most } rows. Divide it, and import one part after the other.
imports-file-empty = The file has no rows. Put the names of the columns into the first line and a network into each of the next.
imports-file-no-numbers = The file has no column for AS numbers. Write “asn” above it in the first line.
imports-file-json = The file begins as JSON and breaks off somewhere. Export it again.
imports-file-no-networks = The JSON has no networks in it. It has to be as PeeringDB answers: a list of networks under “data”.
imports-gone = This import is gone: it was stored or let be, or it is older than a day. Import the file again.
imports-storing = This import is being stored, so its rows cannot be looked at any more.
imports-nothing = Nothing in this file would change anything.

privacy-column-added = how many were new
privacy-column-changed = how many made a difference
privacy-column-content = the rows
privacy-column-count = how many rows
privacy-column-first = which row comes first
privacy-column-import-id = of which file
privacy-column-stored = how many rows are done
imports-data-file = files of networks you had read, until the next day

audit-network-import = { $at } { $who } imported networks from “{ $subject }”
