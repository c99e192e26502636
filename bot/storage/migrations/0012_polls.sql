-- Polls: what is asked, who may answer, what was cast, and the chain of everything that happened.

-- `electorate_id`: the role or the cohort. `seats`: of a committee. `goal`, `goal_unit`: of a pledge. `none_option` 1: "none of
-- these" stands as option 0. `may_block`: a yes/no poll where one "block" is told apart from "no".
-- `quorum`: a count, or per cent of the roll or of its weight. `threshold`: per cent for the winner, NULL: none.
-- `proxies`: so many one person may hold, 0: none. `advisory`: others may vote too, counted apart.
-- `tie_outside`: where the lot's outside value is to come from; `tie_value`: what it was.
-- `reminders`: minutes before the close, a JSON list. `extension_hours`: how far the deadline may be moved, once.
-- Wall times and zone are what was agreed, the instants what they mean. `confirmed` 1: it opens by itself at opens_at.
-- `bound` 1: it was confirmed once, so that secrecy and hidden standings only get stricter.
-- `definition`: what was frozen at the opening, canonical JSON. `seed`: the server's part of a lot, committed in it.
-- `event_shown`: what Discord's event of a date was last promised to show. `cleaning` 1: a sealed poll was closed, and what may be
-- left of its open phase is still to be wiped out.
-- `secret`: makes the names of voters in the chain. `head`: the hash of the last event. `result`: as counted at the close.
CREATE TABLE poll (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('yes_no', 'choice', 'committee', 'date', 'pledge')),
    method TEXT NOT NULL CHECK (method IN ('yes_no', 'plurality', 'approval', 'score', 'schulze', 'irv', 'stv', 'date', 'pledge')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed', 'certified', 'void')),
    question TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    secrecy TEXT NOT NULL DEFAULT 'confidential' CHECK (secrecy IN ('open', 'confidential', 'sealed')),
    electorate TEXT NOT NULL DEFAULT 'everyone' CHECK (electorate IN ('everyone', 'role', 'cohort', 'organisations', 'people')),
    electorate_id INTEGER,
    seats INTEGER NOT NULL DEFAULT 1,
    goal INTEGER,
    goal_unit TEXT NOT NULL DEFAULT '',
    none_option INTEGER NOT NULL DEFAULT 0,
    may_block INTEGER NOT NULL DEFAULT 0,
    equal_ranks TEXT NOT NULL DEFAULT 'split' CHECK (equal_ranks IN ('split', 'forbidden')),
    quorum_kind TEXT NOT NULL DEFAULT 'none' CHECK (quorum_kind IN ('none', 'count', 'roll', 'weight')),
    quorum INTEGER NOT NULL DEFAULT 0,
    threshold INTEGER,
    threshold_strict INTEGER NOT NULL DEFAULT 1,
    threshold_base TEXT NOT NULL DEFAULT 'cast' CHECK (threshold_base IN ('cast', 'all', 'roll')),
    standings INTEGER NOT NULL DEFAULT 0,
    receipts INTEGER NOT NULL DEFAULT 0,
    proxies INTEGER NOT NULL DEFAULT 0,
    weighted INTEGER NOT NULL DEFAULT 0,
    advisory INTEGER NOT NULL DEFAULT 0,
    tie_outside TEXT NOT NULL DEFAULT '',
    tie_value TEXT NOT NULL DEFAULT '',
    reminders TEXT NOT NULL DEFAULT '[2880, 360]',
    extension_hours INTEGER NOT NULL DEFAULT 48,
    extended INTEGER NOT NULL DEFAULT 0,
    zone TEXT NOT NULL,
    opens_wall TEXT,
    opens_at INTEGER,
    closes_wall TEXT,
    closes_at INTEGER,
    confirmed INTEGER NOT NULL DEFAULT 0,
    bound INTEGER NOT NULL DEFAULT 0,
    opened_at INTEGER,
    closed_at INTEGER,
    channel_id INTEGER NOT NULL,
    thread_wanted INTEGER NOT NULL DEFAULT 0,
    thread_id INTEGER,
    card_message_id INTEGER,
    result_message_id INTEGER,
    cards INTEGER NOT NULL DEFAULT 0,
    changes INTEGER NOT NULL DEFAULT 0,
    event_id INTEGER,
    event_shown TEXT NOT NULL DEFAULT '',
    cleaning INTEGER NOT NULL DEFAULT 0,
    roll INTEGER,
    definition TEXT NOT NULL DEFAULT '',
    definition_hash TEXT NOT NULL DEFAULT '',
    seed TEXT NOT NULL DEFAULT '',
    secret TEXT NOT NULL,
    head TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT '',
    outcome_option INTEGER,
    certified_by TEXT,
    certified_at INTEGER,
    review_on TEXT,
    reason TEXT NOT NULL DEFAULT '',
    template TEXT NOT NULL DEFAULT '',
    copied_from INTEGER,
    created_by TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX poll_of_guild ON poll (guild_id, state, id);
CREATE INDEX poll_opening ON poll (opens_at) WHERE state = 'draft' AND confirmed = 1;
CREATE INDEX poll_closing ON poll (closes_at) WHERE state = 'open';

-- `number` 1 to 24, the order in which it is shown. `wall`, `starts_at`, `minutes`: of a date. `detail`: a sentence about it.
CREATE TABLE poll_option (
    poll_id INTEGER NOT NULL REFERENCES poll (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 24),
    label TEXT NOT NULL,
    folded TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    wall TEXT,
    starts_at INTEGER,
    minutes INTEGER,
    PRIMARY KEY (poll_id, number),
    UNIQUE (poll_id, folded)
) STRICT, WITHOUT ROWID;

-- Whom an organiser named: voters of a poll among named people, and those without whom a date is no date.
CREATE TABLE poll_person (
    poll_id INTEGER NOT NULL REFERENCES poll (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('voter', 'required')),
    weight INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (poll_id, part, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX poll_person_of ON poll_person (user_id, guild_id);

-- Who may vote, as frozen at the opening. `voter`: a person's actor key, "org:<organisation>" or "net:<network>" of one
-- that belongs to none. `name`: of an organisation. In a draft: those whose weight an organiser set.
CREATE TABLE poll_roll (
    poll_id INTEGER NOT NULL REFERENCES poll (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    voter TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    weight INTEGER NOT NULL DEFAULT 1 CHECK (weight BETWEEN 1 AND 1000),
    required INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (poll_id, voter)
) STRICT, WITHOUT ROWID;

-- Who votes for an organisation: place 0 is its named voter, the others are alternates. In a draft: whom an organiser named.
CREATE TABLE poll_delegate (
    poll_id INTEGER NOT NULL REFERENCES poll (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    voter TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (poll_id, voter, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX poll_delegate_person ON poll_delegate (user_id, guild_id);

-- `giver`: a voter of the roll. `holder_id`: the member who may vote for them.
CREATE TABLE poll_proxy (
    poll_id INTEGER NOT NULL REFERENCES poll (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    giver TEXT NOT NULL,
    holder_id INTEGER NOT NULL,
    given_at INTEGER NOT NULL,
    PRIMARY KEY (poll_id, giver)
) STRICT, WITHOUT ROWID;

CREATE INDEX poll_proxy_holder ON poll_proxy (holder_id, guild_id);

-- The ballot that counts, one for each voter. `vote`: canonical JSON; in a sealed poll empty, as are `salt`, `receipt`,
-- `interaction_id` and `cast_at`. `salt`: with it the chain's commitment to this ballot can be opened. `receipt`: an HMAC under
-- the voter's token. `manner`: the voter, an alternate of an organisation, or a proxy.
CREATE TABLE poll_ballot (
    poll_id INTEGER NOT NULL REFERENCES poll (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    voter TEXT NOT NULL,
    cast_by TEXT NOT NULL,
    manner TEXT NOT NULL CHECK (manner IN ('own', 'alternate', 'proxy')),
    vote TEXT NOT NULL,
    salt TEXT NOT NULL DEFAULT '',
    receipt TEXT NOT NULL DEFAULT '',
    weight INTEGER NOT NULL DEFAULT 1,
    advisory INTEGER NOT NULL DEFAULT 0,
    interaction_id INTEGER NOT NULL DEFAULT 0,
    cast_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (poll_id, voter)
) STRICT, WITHOUT ROWID;

CREATE INDEX poll_ballot_person ON poll_ballot (cast_by);

-- Sealed ballots: a random id, no voter, no time, no order.
CREATE TABLE poll_sealed (
    poll_id INTEGER NOT NULL REFERENCES poll (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    vote TEXT NOT NULL,
    receipt TEXT NOT NULL DEFAULT '',
    advisory INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (poll_id, id)
) STRICT, WITHOUT ROWID;

-- Who was promised word of a poll. `occasion`: minutes before which deadline, or that it moved. `batch`: which of its messages
-- mentions them, 0: a direct message.
CREATE TABLE poll_told (
    poll_id INTEGER NOT NULL REFERENCES poll (id) ON DELETE CASCADE,
    occasion TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (poll_id, occasion, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX poll_told_person ON poll_told (user_id, guild_id);

-- What happened, one after the other. `body`: canonical JSON, without a name: voters stand in it by a pseudonym of this poll.
-- `hash`: SHA-256 over the hash before it and this event (bot/polls/chain.py).
CREATE TABLE poll_event (
    poll_id INTEGER NOT NULL REFERENCES poll (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (poll_id, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER poll_event_keeps BEFORE UPDATE ON poll_event
BEGIN
    SELECT raise(ABORT, 'poll_event is append-only');
END;

-- It goes with its poll only: when a server was left, and when it is too old to be kept.
CREATE TRIGGER poll_event_stays BEFORE DELETE ON poll_event
WHEN EXISTS (SELECT 1 FROM poll WHERE id = OLD.poll_id)
    AND NOT EXISTS (SELECT 1 FROM guild WHERE guild_id = OLD.guild_id AND left_at IS NOT NULL)
BEGIN
    SELECT raise(ABORT, 'poll_event is append-only');
END;

-- What somebody typed into a form that was refused, for a day: the form is opened again with it. `poll_id` NULL: a new poll's.
-- `start`: what the form was for. `fields`: a JSON object.
CREATE TABLE poll_typed (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    poll_id INTEGER REFERENCES poll (id) ON DELETE CASCADE,
    start TEXT NOT NULL,
    fields TEXT NOT NULL,
    typed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX poll_typed_of ON poll_typed (user_id, guild_id);
CREATE INDEX poll_typed_age ON poll_typed (typed_at);
