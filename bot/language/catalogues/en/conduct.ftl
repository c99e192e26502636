# What members do that others must read: how often, and who may not

command-setup-block = Keep somebody from asking, claiming and reporting here, or see who is blocked
command-setup-block-member = Whom to block; leave it out to see the list
command-setup-unblock = Let somebody ask, claim and report again
command-setup-unblock-member = Whom to let again

conduct-blocked = The organisers of this server have switched this off for you. Write to them if you think that is a mistake.
conduct-too-often = You did this several times a moment ago. You can do it again { $again }.

conduct-title = Blocked people
conduct-nobody = Nobody is blocked.
conduct-line = { $who } · blocked { $since }
conduct-unblock = Let again
conduct-note = Blocked people cannot ask with /ask, claim a network or report that they see an outage. They read and follow as everybody does, and nobody is told.
conduct-blocked-now = { $who } is blocked now.
conduct-blocked-already = { $who } was blocked already.
conduct-unblocked-now = { $who } may ask, claim and report again.
conduct-unblocked-already = { $who } was not blocked.
conduct-block-yourself = You cannot block yourself. Choose somebody else.

conduct-data-uses = how often you used commands that others must read, such as claims, for the pause between two
conduct-data-block = that the organisers keep you from commands that others must read

audit-setup-block = { $at } { $who } blocked a member
audit-setup-unblock = { $at } { $who } let a blocked member again
