# Cohorts: which there are, joining, and what facilitators set up

command-cohort = Course cohorts: join one, and keep up with it
command-cohort-list = See the cohorts here, and what you are in
command-cohort-join = Join a cohort, or apply for it
command-cohort-join-cohort = Which cohort; begin to type its name
command-cohort-leave = Leave a cohort, or its waiting list
command-cohort-leave-cohort = Which of the cohorts that you are in or wait for
command-cohort-card = One cohort: what it is, and what you are in it
command-cohort-card-cohort = Which cohort
command-cohort-create = Make a cohort for a course
command-cohort-edit = Set up a cohort that you lead, and take it from step to step
command-cohort-edit-cohort = Which cohort
command-cohort-applicants = Select or refuse those who applied for a cohort that you lead
command-cohort-applicants-cohort = Which cohort
command-cohort-people = See who is in a cohort that you lead, and put people in or take them out
command-cohort-people-cohort = Which cohort

cohort-panel = Courses
cohort-name = { $name }
cohort-none = none
cohort-saved = Saved.

# The list and the card

cohort-list-title = Courses and cohorts
cohort-empty = There is no cohort to join at the moment. When one opens, its card is posted, and you find it here.
cohort-empty-facilitator = There is no cohort yet. Make one with /cohort create.
cohort-open = Open
cohort-all = All cohorts
cohort-sessions = Sessions
cohort-reminded = My reminders
cohort-line = **{ $name }**
cohort-line-next = Next session { $at }

cohort-state-planned = not open yet
cohort-state-enrolling = people can join
cohort-state-running = running
cohort-state-closing = coming to its end
cohort-state-closed = over
cohort-state-cancelled = cancelled
cohort-said-planned = Nobody can join yet.
cohort-said-running = It is running. You can still join while there are seats.
cohort-said-closing = It comes to its end: nobody can join any more.
cohort-said-closed = It is over. Thank you to everybody who took part.
cohort-said-cancelled = It was cancelled.

cohort-fact-course = Course
cohort-fact-language = Language
cohort-fact-zone = Time zone
cohort-fact-next = Next session
cohort-fact-seats = Seats
cohort-fact-enrolment = Joining
cohort-fact-facilitators = Led by
cohort-fact-state = State
cohort-fact-place = Meets in
cohort-fact-card = Card in
cohort-fact-role = Role
cohort-fact-reminders = Reminders
cohort-fact-nudges = Nudges
cohort-fact-person = Person
cohort-fact-since = Since
cohort-fact-active = Last active
cohort-fact-team = Group

cohort-seats = { $free ->
        [one] { $free } seat free
       *[other] { $free } seats free
    }, { $taken } of { $most } taken
cohort-seats-full = full, { $taken } of { $most } taken
cohort-seats-open = { $count ->
        [0] no limit
        [one] { $count } person, no limit
       *[other] { $count } people, no limit
    }
cohort-seats-waiting = { $count } waiting
cohort-by-button = a seat at once, or the waiting list
cohort-by-approval = you apply, a facilitator selects
cohort-footer = Press again at any time to see where you stand.
cohort-card-moved = You find this cohort in { $where } now.
cohort-course-page = Course page

cohort-join = Join
cohort-join-list = Join the waiting list
cohort-apply = Apply
cohort-leave = Leave
cohort-accept = Take the seat
cohort-decline = No, thanks
cohort-set-up = Set up

# What somebody is in it

cohort-you-applied = You applied. A facilitator decides, and the bot tells you.
cohort-you-waitlisted = You are number { $number } on the waiting list. The bot tells you when a seat is yours.
cohort-you-selected = **A seat is yours** if you say yes by { $until }.
cohort-you-selected-open = **A seat is yours** if you say yes.
cohort-you-enrolled = ✓ You are in.
cohort-you-completed = ✓ You completed it. Congratulations!

cohort-came-enrolled = ✓ You are in **{ $name }**. Welcome!
cohort-came-role = ✓ You are in **{ $name }** and get the role { $role }. Welcome!
cohort-came-held = ✓ You are in **{ $name }**. The bot cannot give its role at the moment; the facilitators are told.
cohort-came-applied = You applied for **{ $name }**. A facilitator decides, and the bot tells you.
cohort-came-waitlisted = **{ $name }** is full. You are number { $number } on the waiting list, and the bot tells you when a seat is yours.
cohort-left = You left **{ $name }**.
cohort-declined = You gave the seat in **{ $name }** to the next person. You can join again at any time.

cohort-leave-title = Leave this cohort?
cohort-leave-what = You give up your seat in **{ $name }**{ $held ->
        [both] , its role and its private thread
        [role] { " " }and its role
        [thread] { " " }and its private thread
       *[none] { "" }
    }. What you attended stays noted. If it is full when you come back, you wait in line.
cohort-leave-wish = You take back your wish to be in **{ $name }**. If you come back, you are last in line.
cohort-leave-next = { $count ->
        [one] { $count } person waits for a seat: it goes to them.
       *[other] { $count } people wait for a seat: it goes to the first of them.
    }
cohort-leave-do = Leave

# What the bot writes to one person

cohort-offer-free = A seat in **{ $name }** is free, and you are next: it is yours if you want it.
cohort-offer-selected = You were selected for **{ $name }**: a seat is yours if you still want it.
cohort-offer-until = Say yes by { $until }. After that it goes to the next person.
cohort-offer-why = You hear this because you asked to be in this cohort.
cohort-mention = { $who }, there is news about something you asked for here, and the bot cannot write to you. Only you see what the button shows.
cohort-mention-see = See it
cohort-news-waits = You were selected for **{ $name }**. It is full at the moment: you are on the waiting list, and the bot tells you when a seat is yours.
cohort-news-refused = You did not get a seat in **{ $name }** this time. Ask its facilitators if you want to know more.
cohort-news-dropped = A facilitator took you out of **{ $name }**. Ask them if you want to know more.
cohort-news-lapsed = The time to say yes to a seat in **{ $name }** is over, so it went to the next person. You can join again at any time.
cohort-news-called-off = **{ $name }**, for which you asked for a seat, was cancelled.
cohort-called-off-title = Cancelled
cohort-called-off = **{ $name }** was cancelled. There are no more sessions, and nothing is due any more.
cohort-role-why = Cohort { $name }

cohort-digest = Cohorts you can join
cohort-digest-full = full, with a waiting list

# Refusals of members

cohort-not-found = There is no such cohort here. See the cohorts with /cohort list.
cohort-not-leading = You do not lead **{ $name }**. Ask its facilitators or an organiser.
cohort-facilitators-only = This is for facilitators. Ask someone with the facilitator role, or an organiser.
cohort-changed = **{ $name }** changed meanwhile. Open it again with /cohort edit.
cohort-closed-planned = **{ $name }** is not open yet. Its card is posted when people can join.
cohort-closed-closing = **{ $name }** comes to its end: nobody can join any more. See the others with /cohort list.
cohort-closed-closed = **{ $name }** is over. See the others with /cohort list.
cohort-closed-cancelled = **{ $name }** was cancelled. See the others with /cohort list.
cohort-full = **{ $name }** has no free seat. Raise its number of seats first, or take somebody out.
cohort-not-in = You are not in **{ $name }**, so there is nothing to leave.
cohort-completed-already = You completed **{ $name }**: there is nothing to leave.
cohort-offer-over = The time to say yes to the seat in **{ $name }** is over. You can join again with /cohort join.
cohort-no-offer = No seat in **{ $name }** is offered to you any more. See where you stand with /cohort list.

# Making one

cohort-form-new = A new cohort
cohort-form-text = Texts and seats
cohort-form-zone = Time zone
cohort-form-reminders = Reminders
cohort-form-care = Nudges and rules
cohort-field-name = Name of the cohort
cohort-field-name-hint = Such as: BGP basics, spring 2027
cohort-field-course = Course
cohort-field-url = Address of the course page
cohort-field-description = What it is about
cohort-field-description-hint = Who it is for, what is learnt, how much time it takes
cohort-field-capacity = Seats
cohort-field-capacity-hint = Leave it empty for no limit; who comes later waits in line
cohort-field-zone = City, or zone
cohort-field-zone-hint = New sessions are agreed in it. What is agreed already stays.
cohort-field-sessions = Before sessions
cohort-field-offsets-hint = 1w 1d 1h 0 is a week, a day and an hour before, and at the start
cohort-field-milestones = Before something is due
cohort-field-milestones-hint = 3d 1d is three days and one day before; empty: never
cohort-field-days = Nudge after so many days of silence
cohort-field-days-hint = Such as: 3 7 14. Empty: nobody is nudged
cohort-field-most = At most so many nudges to one person
cohort-field-late = Late after so many minutes
cohort-field-late-hint = “I’m here” after that counts as late
cohort-field-confirm = Hours to say yes to a seat
cohort-field-confirm-hint = For whoever moves up from the waiting list, or is selected
cohort-field-self = Progress
cohort-field-self-yes = Members may tick what they finished themselves
cohort-field-team = Group
cohort-field-team-hint = A group can be given more time together; empty: none
cohort-returned = This is what you had written; copy it before you try again:

cohort-name-empty = The name has nothing that can be read. Write a few words.
cohort-name-long = The name is longer than { $most } characters. Make it shorter.
cohort-course-long = The name of the course is longer than { $most } characters. Make it shorter.
cohort-description-long = The description is longer than { $most } characters. Make it shorter.
cohort-capacity-unread = Seats are a number up to { $most }, or nothing for no limit.
cohort-url-unread = That is no address of a page. It begins with https:// and has no spaces.
cohort-url-without-course = An address belongs to a course. Name the course too, or leave the address out.
cohort-taken = There is a cohort called **{ $name }** already. Choose another name.
cohort-many = There are { $most } cohorts that are not over. Close or cancel one first.
cohort-offsets-unread = Write times before like “1w 1d 1h 0”: weeks, days, hours, minutes (m), 0 for the start; at most eight of them, none longer than four weeks.
cohort-days-unread = Write days of silence like “3 7 14”: at most five numbers from 1 to { $most }.
cohort-most-unread = The number of nudges is from { $least } to { $most }.
cohort-late-unread = The minutes after which somebody is late are from { $least } to { $most }.
cohort-confirm-unread = The hours to say yes to a seat are from { $least } to { $most }.
cohort-facilitators-many = A cohort has at most { $most } facilitators. Choose fewer.
cohort-facilitators-self = Without you in the list you would lock yourself out. Ask another facilitator or an organiser to take you off.
cohort-role-of-purpose = { $role } is given for something else here (see /setup show). Choose another role.
cohort-role-of-topic = { $role } belongs to the topic **{ $name }**: who leaves one would lose the other. Choose another role.
cohort-thread-text = A private thread is made in a text channel of this server. Choose one to meet in first.
cohort-card-stands = The card of **{ $name }** is posted already.
cohort-no-card-channel = People join on a card, and there is no channel for it. Choose one below, or a channel for cohorts with /setup show.
cohort-over = **{ $name }** is over, so it cannot be changed any more.
cohort-person-changed = This person’s place in **{ $name }** changed meanwhile. Open them again with /cohort people.
cohort-person-not-found = This person has nothing to do with **{ $name }**. Put them in first.
cohort-applicants-changed = Somebody answered these applicants of **{ $name }** meanwhile. Open them again with /cohort applicants.
cohort-team-long = The name of the group is longer than { $most } characters. Make it shorter.

# The card to complete

cohort-created = **{ $name }** is there, and nobody sees it yet. Complete it below, then open it.
cohort-set-up-title = Set up: { $name }
cohort-alike = ⚠️ **{ $name }** looks like **{ $other }**, another cohort here. Change the name if people could mix them up.
cohort-thread = { $where }, a private thread
cohort-thread-making = a private thread, which the bot is making
cohort-reminders = before sessions: { $sessions } · before due dates: { $milestones }
cohort-before-weeks = { $count ->
        [one] { $count } week
       *[other] { $count } weeks
    }
cohort-before-days = { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
cohort-before-hours = { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
cohort-before-minutes = { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
cohort-before-start = at the start
cohort-days = { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
cohort-nudges = after { $days } of silence, at most { $most } to one person
cohort-no-role = It has no role, so its reminders ping nobody in the channel. Choose a role below to change that.
cohort-held-gone = ⚠️ Its role was deleted. Choose another role, or none.
cohort-held-everyone = ⚠️ Everybody has { $role }. Choose another role.
cohort-held-managed = ⚠️ { $role } belongs to an app or to boosting, so nobody can be given it. Choose another role.
cohort-held-power = ⚠️ { $role } has power over this server now, so the bot gives it to nobody. Choose a role without such permissions.
cohort-held-authority = ⚠️ { $role } decides here who may organise (see /setup show), so the bot gives it to nobody. Choose another role.
cohort-held-no-permission = ⚠️ The bot cannot give { $role }: it lacks **Manage Roles**.
cohort-held-above = ⚠️ The bot cannot give { $role }: it stands above the bot’s own role. Move the bot’s role up in Server Settings → Roles.
cohort-place-gone = ⚠️ The channel it meets in was deleted. Choose another one.
cohort-card-nowhere = No channel is chosen for the card on which people join. Choose one below before you open it.
cohort-card-channel-gone = ⚠️ The channel of its card was deleted, so members do not see the cohort. Choose another one.
cohort-card-gone = ⚠️ Its card in { $where } was deleted. Members still find it with /cohort list; post it again if you want it back.
cohort-facilitators-none = Nobody leads it by name; organisers and the facilitator role do.

cohort-choose-language = In which language it is held
cohort-choose-card = Where its card is posted
cohort-choose-place = A text channel to meet in, or none
cohort-choose-role = A role for everybody in it, or none
cohort-choose-facilitators = Who leads it
cohort-edit-text = Texts and seats
cohort-edit-zone = Time zone
cohort-edit-reminders = Reminders
cohort-edit-care = Nudges and rules
cohort-edit-approval = Select applicants instead
cohort-edit-button = Give seats at once instead
cohort-people = People
cohort-applicants = { $count ->
        [0] Applicants
        [one] { $count } applicant
       *[other] { $count } applicants
    }
cohort-make-thread = Make a private thread
cohort-give-role = { $count ->
        [one] Give { $count } person the role
       *[other] Give { $count } people the role
    }
cohort-post-card = Post the card

# Steps

cohort-step-planned = Back to planning
cohort-step-enrolling = Let people join
cohort-step-enrolling-from-running = Back to enrolling
cohort-step-running = Begin
cohort-step-running-from-closing = Back to running
cohort-step-closing = Bring to an end
cohort-step-closed = Close
cohort-step-cancelled = Cancel it

cohort-move-planned-title = Take it back to planning?
cohort-move-planned = Nobody can join **{ $name }** until you open it again. Who is in it stays in, and nothing is reminded of meanwhile.
cohort-move-planned-do = Back to planning
cohort-move-enrolling-title = Let people join?
cohort-move-enrolling = People can join **{ $name }**, and are reminded of its sessions and due dates.
cohort-move-enrolling-do = Let people join
cohort-move-running-title = Begin?
cohort-move-running = **{ $name }** is running from now on. People can still join while there are seats.
cohort-move-running-do = Begin
cohort-move-closing-title = Bring it to an end?
cohort-move-closing = Nobody can join **{ $name }** any more, and no seat is given on. Sessions and due dates that are still to come stay.
cohort-move-closing-do = Bring to an end
cohort-move-closed-title = Close it for good?
cohort-move-closed = **{ $name }** is over: no reminder is sent any more, and nothing of it can be changed. Roles stay with who has them. After two years everything about it is deleted.
cohort-move-closed-do = Close for good
cohort-move-cancelled-title = Cancel it for good?
cohort-move-cancelled = **{ $name }** does not take place. This cannot be undone.
cohort-move-cancelled-do = Cancel for good
cohort-implies-card = Its card is posted in { $where }.
cohort-implies-told = { $count ->
        [0] Nobody has to be told.
        [one] { $count } person is told.
       *[other] { $count } people are told.
    } { $privately ->
        [0] { "" }
       *[other] By direct message: { $privately }.
    }
cohort-implies-falls = Sessions that fall away: { $sessions }. Due dates: { $milestones }. Reminders that are taken back: { $reminders }.
cohort-implies-role = { $count ->
        [one] { $role } is taken from { $count } person.
       *[other] { $role } is taken from { $count } people.
    }
cohort-implies-waiting = { $count ->
        [one] { $count } person who waits for a seat gets none meanwhile.
       *[other] { $count } people who wait for a seat get none meanwhile.
    }
cohort-moved-planned = **{ $name }** is back in planning.
cohort-moved-enrolling = People can join **{ $name }** now.
cohort-moved-running = **{ $name }** is running.
cohort-moved-closing = **{ $name }** comes to its end.
cohort-moved-closed = **{ $name }** is closed.
cohort-moved-cancelled = **{ $name }** is cancelled.

# People

cohort-applicants-title = Applicants: { $name }
cohort-applicants-none = Nobody waits for an answer.
cohort-applicants-select = Select…
cohort-applicants-refuse = Refuse…
cohort-applicants-note = Everybody you choose is told by direct message. Who is selected says yes within the hours that you set, or waits while it is full.
cohort-applicant = { $who } · { $at }
cohort-chosen-offered = { $count ->
        [one] { $count } person is offered a seat.
       *[other] { $count } people are offered a seat.
    }
cohort-chosen-waiting = { $count ->
        [one] { $count } person was selected and waits for a seat.
       *[other] { $count } people were selected and wait for a seat.
    }
cohort-chosen-refused = { $count ->
        [one] { $count } person was refused.
       *[other] { $count } people were refused.
    }
cohort-chosen-others = { $count ->
        [one] { $count } of them has not applied, or was answered already.
       *[other] { $count } of them have not applied, or were answered already.
    }
cohort-people-title = People: { $name }
cohort-people-none = Nobody is in it yet.
cohort-people-choose = One person…
cohort-person-line = { $who } · { $state }
cohort-person-line-team = { $who } · { $state } · { $team }
cohort-person-out = { $who } is not in this cohort.
cohort-person-in = Put in
cohort-person-done = Completed
cohort-person-undone = Not completed after all
cohort-person-team = Group
cohort-person-take-out = Take out
cohort-person-put-in = They are in.
cohort-person-taken-out = They are out, and are told.
cohort-take-out-title = Take this person out?
cohort-take-out-what = { $who } loses the place in **{ $name }** and is told by direct message. The seat goes to the next person. They come back only if a facilitator lets them.
cohort-is-applied = applied
cohort-is-waitlisted = on the waiting list
cohort-is-selected = offered a seat
cohort-is-enrolled = enrolled
cohort-is-active = active
cohort-is-at_risk = at risk
cohort-is-completed = completed
cohort-is-withdrawn = left
cohort-is-dropped = taken out

# Languages, each by its own name

cohort-language-en = English
cohort-language-fr = Français
cohort-language-es = Español
cohort-language-pt = Português
cohort-language-ar = العربية
cohort-language-zh = 中文
cohort-language-ru = Русский
cohort-language-hi = हिन्दी
cohort-language-bn = বাংলা
cohort-language-id = Bahasa Indonesia
cohort-language-ur = اردو
cohort-language-de = Deutsch
cohort-language-ja = 日本語
cohort-language-sw = Kiswahili
cohort-language-tr = Türkçe
cohort-language-it = Italiano
cohort-language-ko = 한국어
cohort-language-vi = Tiếng Việt
cohort-language-fa = فارسی
cohort-language-th = ไทย
cohort-language-uk = Українська
cohort-language-pl = Polski
cohort-language-nl = Nederlands
cohort-language-am = አማርኛ
cohort-language-my = မြန်မာ

# The log

audit-cohort-create = { $at } { $who } made the cohort “{ $subject }”
audit-cohort-edit = { $at } { $who } changed the cohort “{ $subject }”
audit-cohort-thread = { $at } { $who } had a private thread made for the cohort “{ $subject }”
audit-cohort-facilitators = { $at } { $who } changed who leads the cohort “{ $subject }”
audit-cohort-card = { $at } { $who } posted the card of the cohort “{ $subject }” again
audit-cohort-planned = { $at } { $who } took the cohort “{ $subject }” back to planning
audit-cohort-enrolling = { $at } { $who } let people join the cohort “{ $subject }”
audit-cohort-running = { $at } { $who } began the cohort “{ $subject }”
audit-cohort-closing = { $at } { $who } brought the cohort “{ $subject }” to its end
audit-cohort-closed = { $at } { $who } closed the cohort “{ $subject }”
audit-cohort-cancelled = { $at } { $who } cancelled the cohort “{ $subject }”
audit-cohort-select = { $at } { $who } selected an applicant of the cohort “{ $subject }”
audit-cohort-refuse = { $at } { $who } refused an applicant of the cohort “{ $subject }”
audit-cohort-put-in = { $at } { $who } put somebody into the cohort “{ $subject }”
audit-cohort-take-out = { $at } { $who } took somebody out of the cohort “{ $subject }”
audit-cohort-complete = { $at } { $who } noted that somebody completed the cohort “{ $subject }”
audit-cohort-uncomplete = { $at } { $who } took back that somebody completed the cohort “{ $subject }”
audit-cohort-team = { $at } { $who } changed somebody’s group in the cohort “{ $subject }”

# What is stored

cohort-data-facilitator = Which cohorts you lead
cohort-data-enrolment = Which cohorts you applied to, wait for or are in, and how you are doing
permission-create_private_threads = Create Private Threads
privacy-column-active-at = when you last took part
privacy-column-by-approval = a facilitator selects who comes in
privacy-column-card-channel-id = the channel of its card
privacy-column-card-message-id = the message of its card
privacy-column-cohort-id = the cohort
privacy-column-completed-at = when it was completed
privacy-column-confirm-hours = hours to say yes to a seat
privacy-column-course-id = the course
privacy-column-description = what it is about
privacy-column-late-minutes = minutes after which somebody is late
privacy-column-milestone-offsets = minutes before due dates at which people are reminded
privacy-column-nudge-days = days of silence after which people are nudged
privacy-column-nudge-most = at most so many nudges to one person
privacy-column-nudges = may be nudged
privacy-column-offered-until = until when the seat is offered
privacy-column-parent-id = the channel its thread is in
privacy-column-personal = wants direct messages
privacy-column-queued-at = since when in line
privacy-column-self-report = members may tick their own progress
privacy-column-session-offsets = minutes before sessions at which people are reminded
privacy-column-team = the group
privacy-column-thread-made = the bot made its thread
privacy-column-url = the address of its page
privacy-column-warned-at = when you were warned about missed sessions
