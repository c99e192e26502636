# Networks: one of them, the list, finding, following, upstreams

command-network = The networks of this community: who runs them, where they are, who speaks for them
command-network-show = See a network: who runs it, where you could meet it, and whom to ask
command-network-show-asn = Its AS number; begin to type a number or a name
command-network-list = See the networks known here
command-network-find = Find networks by name, organisation, country, exchange or facility
command-network-find-text = A name, an organisation, a country, an exchange or a facility
command-network-upstreams = List the networks that carry your network’s traffic
command-network-upstreams-asn = Your network’s AS number

networks-title = AS{ $asn } · { $name }
networks-title-nameless = AS{ $asn }
networks-verified =
    { $count ->
        [0] ✓ Verified.
        [one] ✓ Verified: { $count } member here speaks for it.
       *[other] ✓ Verified: { $count } members here speak for it.
    }
networks-unverified = Not verified: nobody here is shown to speak for it yet.
networks-yours = You speak for it.
networks-not-known = Not known here yet. It will be once somebody follows it or speaks for it.
networks-nobody-knows = Neither PeeringDB nor RIPEstat knows this number. Check it for a slip.
networks-silence-down = The public sources do not answer now. Try again in a few minutes.
networks-silence-off = This bot asks no sources outside. An organiser can import networks with /network import.
networks-announced = It announces { $v4 } IPv4 and { $v6 } IPv6 prefixes.

networks-value = { $value }
networks-fact-organisation = Organisation
networks-fact-policy = Peering policy
networks-fact-website = Website
networks-fact-as-set = AS-SET
networks-fact-shared = In common with you
networks-fact-exchanges = Exchanges
networks-fact-exchanges-others = Other exchanges
networks-fact-facilities = Facilities
networks-fact-facilities-others = Other facilities
networks-fact-upstreams = Upstreams
networks-fact-contacts = Ask
networks-fact-followers = Followers
networks-nothing-shared = nowhere yet
networks-organisation = { $name } · { $country }
networks-policy-open = open
networks-policy-selective = selective
networks-policy-restrictive = restrictive
networks-policy-no = no peering
networks-role-noc = NOC
networks-role-peering = peering
networks-role-technical = technical
networks-role-policy = policy
networks-contact = { $who } ({ $role })
networks-number = AS{ $asn }
networks-number-name = AS{ $asn } { $name }
networks-place-gigabits = { $name } ({ $speed } Gbit/s)
networks-place-megabits = { $name } ({ $speed } Mbit/s)
networks-place-shared = ✓ { $place } · in common with you
networks-more = { $shown } and { $count } more
networks-followers =
    { $count ->
        [0] nobody yet
       *[other] { $count }
    }
networks-followers-you =
    { $count ->
        [one] you
       *[other] { $count }, and you are one of them
    }

networks-source-peeringdb = From PeeringDB, { $when }
networks-source-ripestat = Name from RIPEstat, { $when }; PeeringDB tells nothing of it
networks-source-import = From a file that an organiser imported, as of { $when }
networks-source-member = From a member, { $when }
networks-source-upstreams = Upstreams: listed by its own people
networks-source-contacts = People: they speak for it and agreed to be shown
networks-source-nobody = Nobody told anything of it yet
networks-stale = ⚠️ The source does not answer now, so this may be out of date
networks-old = ⚠️ Nobody confirmed this for half a year: it may be out of date. Press Refresh

networks-follow = Follow
networks-unfollow = Unfollow
networks-speak = I speak for it
networks-speak-title = You speak for AS{ $asn }
networks-speak-role = What are you there?
networks-refresh = Refresh
networks-places = All exchanges and facilities
networks-list-upstreams = Upstreams
networks-show = Show
networks-back = Back
networks-all = All networks

networks-followed = You follow **{ $name }** and hear of its outages and maintenance.
networks-followed-already = You follow **{ $name }** already.
networks-unfollowed = You no longer follow **{ $name }**.
networks-unfollowed-already = You do not follow **{ $name }**.
networks-refreshed = Asked again: this is what is known now.
networks-refreshed-silent = The public sources do not answer now. This is what was known before.

networks-places-title = Where { $name } is
networks-places-empty = No exchange and no facility of it is known. Press Refresh on its card.

networks-list-title = Networks
networks-count =
    { $count ->
        [one] { $count } network is known here.
       *[other] { $count } networks are known here, verified ones first.
    }
networks-empty = No network is known here yet. Add yours with /network claim.
networks-empty-organiser = No network is known here yet. Import a list with /network import, or add yours with /network claim.
networks-line-name = **{ $name }** · AS{ $asn }
networks-line-verified = { $name } · ✓ verified
networks-line-policy-open = open policy
networks-line-policy-selective = selective policy
networks-line-policy-restrictive = restrictive policy
networks-line-policy-no = no peering
networks-line-exchanges =
    { $count ->
        [one] { $count } exchange
       *[other] { $count } exchanges
    }
networks-line-facilities =
    { $count ->
        [one] { $count } facility
       *[other] { $count } facilities
    }
networks-line-at = At { $place }
networks-found-title = Networks with { $term }
networks-found-nothing = No network here has these words. Try fewer letters, a country or an exchange, or look up a number with /network show.
networks-found-full = There are more. Type more words to narrow it down.
networks-choice = AS{ $asn } · { $name }
networks-choice-of = AS{ $asn } · { $name } · { $organisation }

networks-upstreams-title = Upstreams of AS{ $asn }
networks-upstreams-field = AS numbers of its upstreams
networks-upstreams-hint = One a line. Members are warned when maintenance hits all of them at once.
networks-upstreams-saved =
    { $count ->
        [0] No upstreams are listed any more.
        [one] { $count } upstream is listed.
       *[other] { $count } upstreams are listed.
    }
networks-upstreams-not-yours = Only those who speak for **{ $name }**, and organisers, list its upstreams. If it is yours, claim it with /network claim.
networks-upstreams-changed = Somebody changed the upstreams of **{ $name }** meanwhile. Open them again with /network upstreams.
networks-upstream-itself = AS{ $asn } is the network itself. List the networks that carry its traffic.
networks-many-upstreams = More than { $most } upstreams are too many. List those that matter.
networks-many-followed = You follow { $most } networks, as many as there may be. Unfollow one first.
networks-unknown = AS{ $asn } is not known here yet. See what sources tell of it with /network show.

networks-asn-unreadable = “{ $typed }” is no AS number. Type one such as AS3333.
networks-asn-range = AS{ $asn } is larger than any AS number. Check it for a slip.
networks-asn-reserved = AS{ $asn } is reserved and no network’s. Check it for a slip.
networks-asn-transition = AS{ $asn } stands for numbers that old routers cannot read and is no network’s. Type the real number.
networks-asn-documentation = AS{ $asn } is for examples in documents and no network’s. Type the real number.
networks-asn-private = AS{ $asn } is for private use and no network’s on the Internet. Type the public number.

networks-data-follower = networks you follow, and since when

privacy-column-as-set = its AS-SET
privacy-column-country = its country
privacy-column-organisation-id = whose it is
privacy-column-peeringdb-id = its number on PeeringDB
privacy-column-policy = whom it peers with
privacy-column-sourced-at = as of when
privacy-column-speed = its port there, in Mbit/s
privacy-column-verified-at = since when somebody is shown to speak for it
privacy-column-website = its website

audit-network-upstreams = { $at } { $who } changed the upstreams of { $subject }
