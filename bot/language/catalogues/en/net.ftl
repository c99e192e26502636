# What is fetched from outside, and files that members send

# Why an address gave nothing
fetch-fault-address = That is no address the bot may ask. Give a public https address.
fetch-fault-private = That address leads into a private network. Give one that everybody can reach.
fetch-fault-redirect = That address sends the bot around, or to a place it may not go. Give the final address.
fetch-fault-too-large = There is more at that address than the bot takes. Give one with less in it.
fetch-fault-too-slow = That address takes too long to answer. Try again later.
fetch-fault-kind = There is something else at that address than what was asked for. Check that it leads to the file itself.
fetch-fault-certificate = The certificate of that address is not valid. Tell whoever runs it.
fetch-fault-broken = What that address sends breaks off or cannot be unpacked. Try again later.
fetch-fault-unreachable = That address cannot be reached. Check it, or try again later.

# Files
file-too-much = That takes too much time or memory to read. Send a smaller file, or split it in parts.
files-elsewhere = That file is not one of Discord. Attach it to the command itself.
files-not-fetched = The file could not be fetched from Discord. Try again in a moment.
files-too-large = The file is larger than { $most } MiB. Make it smaller, or split it in parts.
files-no-text = That file is not text in UTF-8 or UTF-16. Save it as “CSV UTF-8” and send it again.

# Tables
tables-empty = There is nothing in that table. Its first line holds the names of the columns.
tables-broken = Line { $line } of the table cannot be read. Check its quotation marks and send it again.
tables-too-many-rows = The table has more than { $most } rows. Split it in parts.
tables-too-many-columns = The table has more than { $most } columns. Leave out those that are not needed.
tables-long-field = A field in line { $line } is longer than { $most } characters. Make it shorter.
tables-long-row = Line { $line } has more fields than there are columns. Check its separators and quotation marks.

# Calendars
calendars-web-page = That is a web page, not a calendar. Look on the page for the address of its calendar file (.ics).
calendars-none = That is not a calendar file (.ics). Export the calendar again and send it.
calendars-cut-off = The calendar breaks off in the middle. Fetch or export it again.
calendars-too-many = The calendar has more than { $most } events. Export fewer, such as those of this year.
