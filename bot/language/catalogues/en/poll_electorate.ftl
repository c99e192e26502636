# Who may vote: the roll, organisations and their voters, weights, proxies, and why somebody may not.

command-poll-electorate = Who may vote in a poll: everybody, a role, a cohort, organisations, or named people
command-poll-electorate-poll = Which poll
command-poll-proxy = Let somebody vote for you, or take that back
command-poll-proxy-give = Let somebody who may vote in a poll vote for you, too
command-poll-proxy-give-poll = Which poll
command-poll-proxy-give-to = Who votes for you
command-poll-proxy-withdraw = Take your vote back from whoever holds it
command-poll-proxy-withdraw-poll = Which poll

audit-poll-electorate = changed who may vote in a poll
audit-poll-proxy-give = let somebody vote for them in a poll
audit-poll-proxy-withdraw = took back a vote that somebody held in a poll

# Why not, and what would make them eligible

poll-not-eligible-role = Only members with { $role } may vote here. Ask an organiser for that role; it counts as soon as you have it.
poll-not-eligible-erased = You voted here before your data was erased. That vote stays counted, and nobody votes twice.
poll-not-eligible-cohort = Only the people who were in the cohort “{ $name }” when this poll opened may vote here. Join it with `/cohort join` to vote in its next polls.
poll-not-eligible-cohort-late = You joined the cohort “{ $name }” after this poll had opened and its list of voters was fixed. You can vote in its next polls.
poll-not-eligible-cohort-gone = Only the people of a cohort may vote here, and that cohort is gone. Ask an organiser.
poll-not-eligible-organisations = Organisations with a verified network vote here. Claim your network with `/network claim`: then it has a vote in polls that open after that.
poll-not-eligible-network-late = Your network was verified after this poll had opened and its list of voters was fixed. It has a vote in polls that open from now on.
poll-not-eligible-delegate = { $who } votes for “{ $name }” here. You were verified after this poll had opened; in the next one you can be an alternate.
poll-not-eligible-lapsed = Nobody can see any more that you speak for “{ $name }”. Claim its network again with `/network claim`, then vote.
poll-not-eligible-people = Only people whom the organisers named may vote here. Ask one of them to be named in the next poll.

# The card of officers

roll-title = Who may vote · { $question }
roll-voter-title = { $name }
roll-person-title = A voter
roll-name = { $name }
roll-electorate = { $name }
roll-erased = somebody whose data was erased
roll-fact-electorate = Electorate
roll-fact-role = Role
roll-fact-cohort = Cohort
roll-fact-count = Eligible
roll-fact-weights = Weight in all
roll-fact-required = Needed at the date
roll-fact-named = Votes for it
roll-fact-alternates = Alternates
roll-fact-person = Person
roll-fact-weight = Weight
roll-count = { $count ->
    [one] one voter
   *[other] { $count } voters
}
roll-weight-total = { $count }
roll-none = nobody in particular
roll-unchosen = not chosen yet
roll-nobody = Nobody may vote yet.
roll-line = • { $who }
roll-line-weight = • { $who } · weight { $weight }
roll-line-nobody = • **{ $who }**: nobody who votes for it is left
roll-line-organisation = **{ $who }**: { $voter }
roll-line-alternates = **{ $who }**: { $voter }, or { $others }
roll-more = { $count } more
roll-why-everyone = Whoever may see the poll’s channel can vote. I keep no list of members, so nobody knows how many that are: a quorum is a number of votes, and I can’t remind those who have not voted.
roll-why-role = Whoever has the role when they press Vote can vote. I keep no list of members, so nobody knows how many that are: a quorum is a number of votes, and I can’t remind those who have not voted.
roll-why-cohort = Whoever is in the cohort when the poll opens. From then on the list is fixed.
roll-why-organisations = Each organisation for which somebody was verified has one vote, however many networks it has. Whoever was verified first votes for it, unless you choose somebody else; the others are alternates. The list is fixed when the poll opens.
roll-why-people = Those whom you name. The list is fixed when the poll opens.
roll-frozen-note = This was fixed when the poll opened. To change it, cancel the poll and open a copy.
roll-no-cohorts = There is no cohort yet. `/cohort create` makes one.
roll-choose-kind = Who may vote
roll-choose-role = Which role
roll-choose-cohort = Which cohort
roll-choose-organisation = An organisation: who votes for it, and its weight
roll-choose-person = A person: the weight of their vote
roll-choose-required = Without whom the date makes no sense
roll-choose-named = Who votes for it
roll-named-note = Choose somebody who was verified for one of its networks; choose nobody for whoever was verified first.
roll-add = Add people
roll-remove = Take people off the list
roll-back = Back to the draft
roll-show-poll = Show the poll
roll-voters = Who may vote
roll-weight = Set the weight
roll-field-weight = Weight of this vote
roll-field-weight-hint = A whole number from 1 to { $most }. The result without weights is always shown beside.
roll-saved = Saved.

roll-frozen = Who may vote in “{ $question }” was fixed when it opened, named voters and alternates too. Cancel it and open a copy to change that.
roll-role-everyone = That is everybody’s role. Choose “Everybody in this server” as the electorate instead.
roll-role-gone = That role is not in this server. Choose another one.
roll-people-many = A poll takes at most { $most } named people. Use a role for more.
roll-bot = Bots don’t vote. Choose people only.
roll-not-speaker = That person is not verified for a network of “{ $name }”. Choose somebody who is, or ask them to use `/network claim`.
roll-voter-gone = That voter is not on the list of “{ $question }” any more. Open the list again.
roll-weight-invalid = Write the weight as a whole number from 1 to { $most }.
roll-not-weighted = All votes in “{ $question }” weigh the same. Switch weights on under Advanced first.

# Proxies

proxy-title = Your vote in other hands
proxy-own = your own vote
proxy-organisation = the vote of **{ $name }**
proxy-button-own = My own vote
proxy-button-organisation = { $name }
proxy-choose-give = Which vote do you give to { $who }?
proxy-choose-withdraw = Which vote do you take back?
proxy-holder-line = • { $who }: { $holder } holds it
proxy-given = { $holder } holds { $who } in this poll now.
proxy-given-already = { $holder } holds { $who } in this poll already.
proxy-given-means = They can’t pass it on. If you vote yourself, your ballot replaces theirs. You can take it back until the poll closes.
proxy-told = I tell them by direct message.
proxy-not-told = They take no direct messages from me: please tell them yourself. They find it when they press Vote.
proxy-withdrawn = { $holder } no longer holds { $who }.
proxy-withdrawn-voted = { $holder } no longer holds { $who }, but had voted by it. That ballot counts until you vote yourself.
proxy-vote-myself = Vote myself
proxy-withdraw = Take it back
proxy-held-title = You may vote for somebody else
proxy-held = In **{ $question }** you hold:
proxy-held-line = • the vote of { $who }
proxy-held-how = Press Vote on the poll and choose for whom. If they vote themselves, their ballot replaces yours.
proxy-held-until = The poll closes { $at }.
proxy-to-poll = Go to the poll

proxy-bot = Bots don’t vote. Choose a person.
proxy-self = You can’t be your own proxy: just press Vote.
proxy-not-open = “{ $question }” is not open, so its votes can’t change hands.
proxy-not-offered = “{ $question }” takes no proxies: everybody votes themselves.
proxy-no-vote = You have no vote of your own to give in “{ $question }”.
proxy-not-yours = That vote in “{ $question }” is not yours to give or take back. Use `/poll proxy give` again.
proxy-none = Nobody holds a vote of yours in “{ $question }”.
proxy-voted = You have voted in “{ $question }” already, or an alternate of your organisation has. A proxy could not replace that ballot; change your own with Vote.
proxy-holder-not-eligible = That person may not vote in “{ $question }”. Choose somebody who is on its list of voters.
proxy-holder-alternate = That person may vote for your organisation in “{ $question }” anyway, without a proxy.
proxy-giver-holds = You hold a vote of somebody else in “{ $question }”, so you can’t give yours away: proxies can’t be chained. Vote yourself, or ask them to take theirs back.
proxy-holder-gave = That person gave their own vote away in “{ $question }”, so they can’t hold yours: proxies can’t be chained. Choose somebody else.
proxy-full = That person already holds as many votes as “{ $question }” allows: { $most }. Choose somebody else.
