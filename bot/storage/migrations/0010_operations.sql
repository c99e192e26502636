-- Outages with one head card each, and maintenance windows.

-- `opener_id`: who opened it; they, the NOC and organisers update it. `words`: what a search compares. `region`: as typed, for
-- pings. `message_id`: the head card's, of `cards` that were promised; `thread_id`: the discussion's. `changes`: how many
-- edits of the card were promised. `cause`, `impact`, `learned`: what it was, and the post-mortem. `gone_at`: since when
-- nobody wants it there, its card having been deleted a second time.
CREATE TABLE outage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL DEFAULT '',
    severity TEXT NOT NULL CHECK (severity IN ('minor', 'major', 'critical')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'watching', 'resolved')),
    region TEXT NOT NULL DEFAULT '',
    started_at INTEGER NOT NULL,
    resolved_at INTEGER,
    opener_id INTEGER,
    channel_id INTEGER NOT NULL,
    message_id INTEGER,
    thread_id INTEGER,
    cards INTEGER NOT NULL DEFAULT 0,
    changes INTEGER NOT NULL DEFAULT 0,
    cause TEXT NOT NULL DEFAULT '',
    impact TEXT NOT NULL DEFAULT '',
    learned TEXT NOT NULL DEFAULT '',
    gone_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX outage_of_guild ON outage (guild_id, state, started_at);
CREATE INDEX outage_opener ON outage (opener_id) WHERE opener_id IS NOT NULL;
CREATE INDEX outage_age ON outage (updated_at);

CREATE TABLE outage_network (
    outage_id INTEGER NOT NULL REFERENCES outage (id) ON DELETE CASCADE,
    asn INTEGER NOT NULL,
    PRIMARY KEY (outage_id, asn)
) STRICT, WITHOUT ROWID;

-- The timeline. `kind`: what happened. `author`: an actor key; `capacity`: as what they spoke. `state`, `severity`: what the
-- outage became with it.
CREATE TABLE outage_update (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    outage_id INTEGER NOT NULL REFERENCES outage (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('opened', 'update', 'resolved', 'reopened', 'review')),
    author TEXT,
    capacity TEXT NOT NULL CHECK (capacity IN ('opener', 'noc', 'organiser')),
    state TEXT NOT NULL,
    severity TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX outage_update_of ON outage_update (outage_id, at);
CREATE INDEX outage_update_author ON outage_update (author) WHERE author IS NOT NULL;

-- "I see it too". `asn` 0: the member speaks for no network; a network counts once, however many of its people press.
CREATE TABLE outage_witness (
    outage_id INTEGER NOT NULL REFERENCES outage (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    asn INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL,
    PRIMARY KEY (outage_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX outage_witness_person ON outage_witness (user_id, guild_id);

-- Who wants to be pinged. `least`: from this severity on. `regions`: a JSON array of those they named; empty: everywhere.
-- `wakes`: a critical one may ping them in their quiet hours.
CREATE TABLE outage_follower (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    least TEXT NOT NULL CHECK (least IN ('minor', 'major', 'critical')),
    regions TEXT NOT NULL DEFAULT '[]',
    wakes INTEGER NOT NULL DEFAULT 0,
    since INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX outage_follower_person ON outage_follower (user_id, guild_id);

-- Who was promised a ping, once for each severity: those of a `batch` stand in one message.
CREATE TABLE outage_ping (
    outage_id INTEGER NOT NULL REFERENCES outage (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    severity TEXT NOT NULL,
    guild_id INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (outage_id, user_id, severity)
) STRICT, WITHOUT ROWID;

CREATE INDEX outage_ping_batch ON outage_ping (outage_id, batch);
CREATE INDEX outage_ping_person ON outage_ping (user_id, guild_id);

-- A maintenance window: of a notice (`uid` is the calendar's) or typed by a member (`uid` is ours). `sequence` only rises; -1: the
-- notice has none, and `stamped_at` (its DTSTAMP) tells which is later. `provider`, `account`, `reference`: the notice's
-- X-MAINTNOTE-PROVIDER, -ACCOUNT and -MAINTENANCE-ID. `words`: what a search compares. `state`: a draft may revise
-- another as it was at `revises_version`. `message_id`: the card's, of `cards` that were promised; `changes`: how many edits of it
-- were. `moves` rises when the window moves, at `moved_at`: reminders and hints are once for each. `calendar_sequence`: what our own
-- calendar files carry. `gone_at`: since when nobody wants it there, its card having been deleted a second time.
CREATE TABLE maintenance (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    uid TEXT NOT NULL,
    sequence INTEGER NOT NULL DEFAULT 0,
    stamped_at INTEGER,
    source TEXT NOT NULL CHECK (source IN ('notice', 'member')),
    provider TEXT NOT NULL DEFAULT '',
    account TEXT NOT NULL DEFAULT '',
    reference TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL CHECK (status IN ('tentative', 'confirmed', 'in-process', 'completed', 'cancelled', 're-scheduled')),
    impact TEXT NOT NULL CHECK (impact IN ('no-impact', 'reduced-redundancy', 'degraded', 'outage')),
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    starts_wall TEXT NOT NULL,
    ends_wall TEXT NOT NULL,
    zone TEXT NOT NULL,
    user_id INTEGER,
    state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'announced')),
    revises INTEGER REFERENCES maintenance (id) ON DELETE CASCADE,
    revises_version INTEGER,
    channel_id INTEGER,
    message_id INTEGER,
    cards INTEGER NOT NULL DEFAULT 0,
    changes INTEGER NOT NULL DEFAULT 0,
    moves INTEGER NOT NULL DEFAULT 0,
    moved_at INTEGER NOT NULL,
    calendar_sequence INTEGER NOT NULL DEFAULT 0,
    gone_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX maintenance_uid ON maintenance (guild_id, provider, uid);
CREATE INDEX maintenance_window ON maintenance (guild_id, ends_at) WHERE state = 'announced';
CREATE INDEX maintenance_start ON maintenance (starts_at) WHERE state = 'announced';
CREATE INDEX maintenance_end ON maintenance (ends_at);
CREATE INDEX maintenance_draft ON maintenance (updated_at) WHERE state = 'draft';
CREATE INDEX maintenance_revised ON maintenance (revises) WHERE revises IS NOT NULL;
CREATE INDEX maintenance_person ON maintenance (user_id) WHERE user_id IS NOT NULL;

-- What is worked on: a circuit, a port, a facility, as the notice or the member names it.
CREATE TABLE maintenance_object (
    maintenance_id INTEGER NOT NULL REFERENCES maintenance (id) ON DELETE CASCADE,
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('object', 'facility')),
    impact TEXT NOT NULL,
    PRIMARY KEY (maintenance_id, kind, folded)
) STRICT, WITHOUT ROWID;

-- `asn`: whose network is worked on, or is hit; `works` 1: the one that works (the provider's).
CREATE TABLE maintenance_network (
    maintenance_id INTEGER NOT NULL REFERENCES maintenance (id) ON DELETE CASCADE,
    asn INTEGER NOT NULL,
    works INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (maintenance_id, asn)
) STRICT, WITHOUT ROWID;

CREATE INDEX maintenance_network_asn ON maintenance_network (asn);

-- Who was promised word of it, once for each `occasion` ("0:hour": an hour before its first window). `batch`: those who stand in one
-- message; 0: by direct message.
CREATE TABLE maintenance_told (
    maintenance_id INTEGER NOT NULL REFERENCES maintenance (id) ON DELETE CASCADE,
    occasion TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (maintenance_id, occasion, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX maintenance_told_person ON maintenance_told (user_id, guild_id);

-- A file of notices as it was read, until its organiser stores it or lets it be. `reading`: a JSON document.
CREATE TABLE maintenance_import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    reading TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX maintenance_import_person ON maintenance_import (user_id, guild_id);
CREATE INDEX maintenance_import_age ON maintenance_import (created_at);
