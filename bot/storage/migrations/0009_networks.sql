-- Networks that a guild knows, who speaks for them, and what public sources answered.

CREATE TABLE organisation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    country TEXT,
    website TEXT,
    peeringdb_id INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX organisation_name ON organisation (guild_id, folded);

-- `source`: who told the name and the rest: a public source, an import, or a person. `sourced_at`: when.
-- `verified_at`: since when somebody's claim to speak for it holds; NULL: nobody's does.
CREATE TABLE network (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    asn INTEGER NOT NULL,
    organisation_id INTEGER REFERENCES organisation (id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    policy TEXT NOT NULL DEFAULT 'unknown' CHECK (policy IN ('open', 'selective', 'restrictive', 'no', 'unknown')),
    website TEXT,
    as_set TEXT,
    peeringdb_id INTEGER,
    source TEXT NOT NULL CHECK (source IN ('peeringdb', 'ripestat', 'import', 'member')),
    sourced_at INTEGER NOT NULL,
    verified_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX network_asn ON network (guild_id, asn);
CREATE INDEX network_name ON network (guild_id, folded);
CREATE INDEX network_of_organisation ON network (organisation_id) WHERE organisation_id IS NOT NULL;

-- Where a network is: an exchange's LAN or a facility. `speed`: Mbit/s at the exchange.
CREATE TABLE network_presence (
    network_id INTEGER NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('exchange', 'facility')),
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    peeringdb_id INTEGER,
    speed INTEGER,
    PRIMARY KEY (network_id, kind, folded)
) STRICT, WITHOUT ROWID;

-- The networks that carry this one's traffic, as its own people list them.
CREATE TABLE network_upstream (
    network_id INTEGER NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    asn INTEGER NOT NULL,
    PRIMARY KEY (network_id, asn)
) STRICT, WITHOUT ROWID;

CREATE INDEX network_upstream_asn ON network_upstream (asn);

-- Who hears of a network's maintenance and outages without speaking for it.
CREATE TABLE network_follower (
    network_id INTEGER NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (network_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX network_follower_person ON network_follower (user_id, guild_id);

-- That a member speaks for a network. `proof`: how it was shown. `contact`: the member agreed to be shown to others.
-- `token`: what the member puts where only the network can, asked for at `token_at`. `token_place`: where it was found;
-- `vouched` 0: at a website that is only stored, which PeeringDB did not name then.
-- `asked_at`: when a claim that is about to expire was asked for again. `role_id`: the verified role that was given.
-- `channel_id`: where it was made. `seen_at`: when the member was last known to be in the guild. `note`: why it was refused or ended.
CREATE TABLE network_claim (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    network_id INTEGER NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('noc', 'peering', 'technical', 'policy')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'verified', 'refused', 'withdrawn', 'expired', 'ended')),
    proof TEXT CHECK (proof IN ('organiser', 'peeringdb', 'dns')),
    contact INTEGER NOT NULL DEFAULT 0,
    channel_id INTEGER,
    note TEXT NOT NULL DEFAULT '',
    token TEXT,
    token_at INTEGER,
    token_place TEXT,
    vouched INTEGER NOT NULL DEFAULT 1,
    decided_by TEXT,
    decided_at INTEGER,
    expires_at INTEGER,
    asked_at INTEGER,
    role_id INTEGER,
    seen_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX network_claim_open ON network_claim (guild_id, network_id, user_id) WHERE state IN ('waiting', 'verified');
CREATE INDEX network_claim_queue ON network_claim (guild_id, state, created_at);
CREATE INDEX network_claim_expiry ON network_claim (expires_at) WHERE state = 'verified';
CREATE INDEX network_claim_person ON network_claim (user_id, guild_id);
CREATE INDEX network_claim_seen ON network_claim (seen_at) WHERE state IN ('waiting', 'verified');
CREATE INDEX network_claim_network ON network_claim (network_id);

-- A file as it was read, until its organiser stores it or lets it be. `reading`: what was found in it, a JSON document.
-- `stored`: rows done, of which `added` were new and `changed` made a difference; the others were kept as they are.
CREATE TABLE network_import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    reading TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('read', 'storing', 'stored')),
    stored INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX network_import_age ON network_import (created_at);

-- Some rows of a file, all of one kind; `first`: the index of the first of them among that kind. One that is stored is deleted.
CREATE TABLE network_import_part (
    import_id INTEGER NOT NULL REFERENCES network_import (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('new', 'changed', 'kept', 'refused')),
    first INTEGER NOT NULL,
    count INTEGER NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (import_id, kind, first)
) STRICT;

-- What a public source answered: of no guild. `status`: HTTP's; 404 and an empty list are answers too. `body`: JSON.
CREATE TABLE source_answer (
    source TEXT NOT NULL,
    asked TEXT NOT NULL,
    status INTEGER NOT NULL,
    etag TEXT,
    modified TEXT,
    body TEXT,
    fetched_at INTEGER NOT NULL,
    fresh_until INTEGER NOT NULL,
    PRIMARY KEY (source, asked)
) STRICT, WITHOUT ROWID;

CREATE INDEX source_answer_age ON source_answer (fetched_at);

-- What members did that others must read, counted for the pause between two; and whom a guild does not let do it.
CREATE TABLE conduct (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    action TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX conduct_of ON conduct (guild_id, user_id, action, at);
CREATE INDEX conduct_age ON conduct (at);

CREATE TABLE guild_block (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT, WITHOUT ROWID;
