# Pings, and another organiser who agrees to an announcement

announce-ping = Ping
announce-ask = Ask for approval
announce-need = { $why } Any other organiser can: someone with the organiser role or with Manage Server.
announce-need-everyone = A ping of everyone goes out only when another organiser agrees.
announce-need-everything = In this server another organiser agrees to each announcement before it is scheduled.
announce-need-large = This role has { $size } members. A ping of a role with more than { $most } goes out only when another organiser agrees.
announce-need-uncounted = The bot could not count this role’s members; it needs **Manage Roles** for that. So another organiser has to agree.
announce-waits = Waiting for another organiser to agree, asked { $since }. Any change ends the request, and you ask again.
announce-needs-approval = Another organiser has to agree first. Nothing is scheduled yet: press “Ask for approval”.

announce-ping-title = Whom does it ping?
announce-ping-now = It pings { $who }, in each channel and each time it is posted.
announce-ping-nobody-now = It pings nobody.
announce-ping-choose = Choose a role
announce-ping-everyone = @everyone
announce-ping-nobody = Nobody
announce-ping-back = Back to the preview
announce-ping-note = A ping of everyone, and of a large role, goes out only when another organiser agrees.
announce-ping-gone = The role it would ping is not in this server any more. Press “Ping” and choose another, or “Nobody”.
announce-ping-permission = The bot may not ping { $who } in { $where }. Allow the bot **Mention @everyone, @here and All Roles** there, or let everyone mention that role in the role’s settings.
announce-ping-lost = The role it pinged was deleted in Discord. It goes out without a ping until you choose another.

announce-asked = Asked for approval: { $title }
announce-asked-posted = The other organisers see it in the organisers’ notices channel and in /announce list. Nothing is scheduled before one of them agrees. You are told in a direct message.
announce-asked-listed = The other organisers find it in /announce list. There is no organisers’ notices channel, so tell them. Nothing is scheduled before one of them agrees.
announce-ask-past = That time has passed. Choose a new one with /announce edit, then ask.

announce-request = Another organiser has to agree: { $title }
announce-request-change = Another organiser has to agree to a change: { $title }
announce-request-by = Asked by
announce-request-texts = The texts stand in the messages before this one, exactly as they will be posted.
announce-request-text = { $language } for { $where }
announce-request-choose = See another text
announce-request-until = Until then it goes out as it was agreed before.
announce-request-note = Exactly this will be posted. Any change by its author ends this request.
announce-request-gone = This request is over: it was decided, taken back, or is another server’s. See /announce list.
announce-request-decided = Another organiser has decided this already. See /announce list.
announce-request-changed = This request is over: it was declined, or its author changed the text since and has to ask again. See /announce list.
announce-request-past = Its time has passed while it waited, so nothing was scheduled. Its author can choose a new time with /announce edit.
announce-approve = Approve
announce-decline = Decline
announce-approve-own = Somebody else has to agree: you wrote this one. To take it back, change or discard your draft with /announce edit.
announce-decline-form = Decline this announcement
announce-decline-reason = Why?
announce-decline-hint = The author reads it. You may leave it empty.
announce-declined = Declined: { $title }
announce-declined-what = Nothing was scheduled. Its author is told, and may change it and ask again.
announce-someone = someone whose data was erased

announce-waiting = { $count ->
    [one] **One announcement** waits for another organiser.
   *[other] **{ $count } announcements** wait for another organiser.
}
announce-waiting-show = Waiting for approval
announce-waiting-title = Waiting for approval
announce-waiting-empty = Nothing waits for approval.
announce-waiting-line =
    {"**"}{ $title }**
    { $who } asked { $since }
    { $when }

announce-closed = Request for approval: { $title }
announce-closed-untitled = Request for approval
announce-closed-asked = Asked by { $who }
announce-closed-at = Ended { $at }
announce-ended-approved = **Approved** by { $who }. It goes out as it was asked.
announce-ended-declined = **Declined** by { $who }. Nothing was scheduled.
announce-ended-withdrawn = **Taken back** by its author. Nothing was scheduled.
announce-ended-changed = **Changed** by its author since, so this request is over. The author has to ask again.
announce-ended-overtaken = **Over**: it was decided, changed or ended in another way since. See /announce list.
announce-ended-too-late = **Too late**: nobody agreed in time. Nothing was scheduled.
announce-answer-declined = Your draft is kept for a day: change it with /announce edit and ask again.
announce-agreed = Approved by { $who }
announce-agreed-erased = Approved by someone whose data was erased

audit-announce-ask = { $at } { $who } asked for approval of the announcement “{ $subject }”
audit-announce-approve = { $at } { $who } approved the announcement “{ $subject }”
audit-announce-decline = { $at } { $who } declined the announcement “{ $subject }”

setup-approval = Approval
setup-approval-what = The one who agrees is never the one who wrote it. A ping of everyone always needs a second organiser.
setup-approval-now-all = Another organiser agrees to **each announcement** before it is scheduled.
setup-approval-now-large = Another organiser agrees to a ping of everyone, and of a role with more than **{ $most } members**.
setup-approval-all = For every announcement
setup-approval-large = For large pings only
setup-approval-size = Change the role size
setup-approval-size-label = Members a role may have without approval
setup-approval-size-hint = 0: another organiser agrees to every ping of a role.
setup-approval-size-invalid = That is no number of members. Type a whole number from 0 to { $most }.
setup-approval-value-all = each announcement
setup-approval-value-large = pings of roles with more than { $most } members
permission-mention_everyone = Mention @everyone, @here and All Roles

audit-setup-approval = { $at } { $who } set what needs a second organiser: { $before } → { $after }
setup-approval-not-looser = Only someone with Manage Server may let more go out without a second organiser. Ask one of them.
