### The files of a closed poll.

command-poll-export = The files of a closed poll: for checking the result, and for spreadsheets
command-poll-export-poll = Which poll
audit-poll-export = took the files of a poll

poll-export-title = Files of “{ $question }”
poll-export-not-closed = **{ $question }** is not closed. Its files are there once it is.
poll-export-is-open = This poll was open: the files say who voted what.
poll-export-is-confidential = This poll was confidential: the files hold totals and who voted, and no ballot.
poll-export-is-sealed = This poll was sealed: the files hold every ballot, and apart from them who voted. Nobody can pair the two.
poll-export-check = Anyone can check the first file: crossconnect count { $file }

poll-export-option = option
poll-export-rank = rank
poll-export-votes = votes
poll-export-median = median
poll-export-answer = answer
poll-export-amount = amount
poll-export-voter = voter
poll-export-manner = cast by
poll-export-ballot = ballot
poll-export-yes = yes
poll-export-maybe = if need be
poll-export-no = no
poll-export-abstain = abstain
poll-export-block = block
poll-export-own = the voter
poll-export-alternate = an alternate
poll-export-proxy = a proxy
poll-export-none = None of these
