-- Founding an exchange or a NOG: projects, who committed to what, decisions, sites, what is scored, and what happened.

-- `kind`: what an organisation is; `parent_id`: who controls it: siblings under one parent are one control group.
-- `merged_into`: it is another's record now, kept so that what names it still leads there.
ALTER TABLE organisation ADD COLUMN kind TEXT NOT NULL DEFAULT 'network'
    CHECK (kind IN ('network', 'regulator', 'cctld', 'nren', 'data_centre', 'content', 'government', 'association', 'other'));
ALTER TABLE organisation ADD COLUMN parent_id INTEGER REFERENCES organisation (id) ON DELETE SET NULL;
ALTER TABLE organisation ADD COLUMN merged_into INTEGER REFERENCES organisation (id) ON DELETE SET NULL;
CREATE INDEX organisation_parent ON organisation (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX organisation_merged ON organisation (merged_into) WHERE merged_into IS NOT NULL;

-- `linked` 1: organisers said whose it is, or its organisation committed itself: no source or file moves it to another one.
ALTER TABLE network ADD COLUMN linked INTEGER NOT NULL DEFAULT 0;

-- `stage_before`: where a stalled project stood. `own_asn`: the exchange's own, which never counts. `wanted`: independent
-- networks that make critical mass. `servers`: route servers. `prefix`: of the peering LAN that was chosen or given.
-- `channel_id`: where its card stands; `thread_id`, `public_thread_id`: the organisers' private thread, and the public one.
-- `counting`: the organisations that made critical mass when the history last told of it, a JSON list of ids.
CREATE TABLE exchange (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('exchange', 'nog')),
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    city TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT '',
    rir TEXT NOT NULL DEFAULT '' CHECK (rir IN ('', 'afrinic', 'apnic', 'arin', 'lacnic', 'ripe')),
    stage TEXT NOT NULL,
    stage_before TEXT,
    organisation_id INTEGER REFERENCES organisation (id) ON DELETE SET NULL,
    own_asn INTEGER,
    wanted INTEGER NOT NULL DEFAULT 3,
    servers INTEGER NOT NULL DEFAULT 2,
    prefix INTEGER,
    zone TEXT NOT NULL,
    channel_id INTEGER,
    card_message_id INTEGER,
    cards INTEGER NOT NULL DEFAULT 0,
    changes INTEGER NOT NULL DEFAULT 0,
    thread_id INTEGER,
    public_thread_id INTEGER,
    counting TEXT NOT NULL DEFAULT '[]',
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX exchange_name ON exchange (guild_id, folded);

-- What an organisation said, and how that was shown. `confirmed_by`: the organiser, by key. `said_by`: the member who pressed, or the
-- organiser who recorded it. `told_lapse`: the validity of which the organisation was reminded. `held_…`: what was confirmed before
-- and stands until this one is confirmed: who signs something stronger does not count for less meanwhile.
CREATE TABLE exchange_commitment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    rung TEXT NOT NULL,
    evidence TEXT NOT NULL DEFAULT '',
    said_by TEXT,
    confirmed_by TEXT,
    confirmed_at INTEGER,
    valid_until TEXT,
    told_lapse TEXT,
    held_rung TEXT,
    held_evidence TEXT NOT NULL DEFAULT '',
    held_by TEXT,
    held_at INTEGER,
    held_until TEXT,
    facility TEXT NOT NULL DEFAULT '',
    speed INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (exchange_id, organisation_id)
) STRICT;

CREATE INDEX exchange_commitment_of ON exchange_commitment (organisation_id);
CREATE INDEX exchange_commitment_lapse ON exchange_commitment (valid_until) WHERE valid_until IS NOT NULL;

-- Those without an AS number, and their position. `owner_id`: the member who keeps in touch.
CREATE TABLE exchange_stakeholder (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    position TEXT NOT NULL DEFAULT 'unknown' CHECK (position IN ('supports', 'neutral', 'concerned', 'opposes', 'unknown')),
    owner_id INTEGER,
    contacted_on TEXT,
    note TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    updated_at INTEGER NOT NULL,
    UNIQUE (exchange_id, organisation_id)
) STRICT;

CREATE INDEX exchange_stakeholder_owner ON exchange_stakeholder (owner_id, guild_id) WHERE owner_id IS NOT NULL;

-- Who does what by when. `about`: "stakeholder:7", "decision:3", or empty.
CREATE TABLE exchange_action (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    what TEXT NOT NULL,
    owner_id INTEGER,
    due_on TEXT,
    done_at INTEGER,
    about TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX exchange_action_open ON exchange_action (exchange_id, due_on) WHERE done_at IS NULL;
CREATE INDEX exchange_action_owner ON exchange_action (owner_id, guild_id) WHERE owner_id IS NOT NULL;

-- `scores`: criterion → [points 0 to 4, evidence], a JSON object.
CREATE TABLE exchange_site (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    scores TEXT NOT NULL DEFAULT '{}',
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (exchange_id, folded)
) STRICT;

-- `topic`: what kind of decision. `poll_id`: the certified poll that it follows from. `consensus`: rough consensus, with objections.
CREATE TABLE exchange_decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    topic TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'discussed', 'adopted', 'rejected', 'superseded')),
    title TEXT NOT NULL,
    text TEXT NOT NULL DEFAULT '',
    evidence TEXT NOT NULL DEFAULT '',
    poll_id INTEGER REFERENCES poll (id) ON DELETE SET NULL,
    consensus INTEGER NOT NULL DEFAULT 0,
    superseded_by INTEGER REFERENCES exchange_decision (id) ON DELETE SET NULL,
    review_on TEXT,
    decided_at INTEGER,
    created_by TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX exchange_decision_of ON exchange_decision (exchange_id, state);

-- Rough consensus answers objections, and does not count them.
CREATE TABLE exchange_objection (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    decision_id INTEGER NOT NULL REFERENCES exchange_decision (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    withdrawn INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    UNIQUE (decision_id, user_id)
) STRICT;

CREATE INDEX exchange_objection_person ON exchange_objection (user_id, guild_id);

-- What is said of a gate or a dimension of readiness. `what`: "gate:neutral-site", "dimension:site". `note`: for organisers.
CREATE TABLE exchange_claim (
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    what TEXT NOT NULL,
    points INTEGER NOT NULL CHECK (points BETWEEN 0 AND 4),
    evidence TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    said_by TEXT NOT NULL,
    said_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (exchange_id, what)
) STRICT, WITHOUT ROWID;

-- How much a dimension of readiness weighs, where organisers chose other weights.
CREATE TABLE exchange_weight (
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    dimension TEXT NOT NULL,
    weight INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 100),
    PRIMARY KEY (exchange_id, dimension)
) STRICT, WITHOUT ROWID;

-- The private survey: an organisation's answer, numbered anew with each change. `price`: of transit, for a Mbit/s a month.
-- `group_id`: the organisation at the top of its chain of owners when it answered: what was one hand then stays one.
CREATE TABLE exchange_answer (
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    band INTEGER NOT NULL,
    port INTEGER,
    price TEXT,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (exchange_id, organisation_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX exchange_answer_person ON exchange_answer (user_id, guild_id);

-- Totals that were published: over which answers, as [[organisation, number, group], …], and what was told. Kept for good: the next one is held
-- against them. `of`: traffic: `figure` is the least of all together in Mbit/s; price: the mean, for a Mbit/s a month.
CREATE TABLE exchange_publication (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    of TEXT NOT NULL CHECK (of IN ('traffic', 'price')),
    answers TEXT NOT NULL,
    contributors INTEGER NOT NULL,
    figure TEXT NOT NULL,
    published_at INTEGER NOT NULL
) STRICT;

CREATE INDEX exchange_publication_of ON exchange_publication (exchange_id, of, id);

-- What savings are reckoned with where organisers said it. `price`: of transit, for a Mbit/s a month; `cost`: of taking part, for a
-- network a year; both as decimals in `currency`.
CREATE TABLE exchange_assumption (
    exchange_id INTEGER PRIMARY KEY REFERENCES exchange (id) ON DELETE CASCADE,
    price TEXT,
    cost TEXT,
    currency TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    set_by TEXT NOT NULL,
    set_at INTEGER NOT NULL
) STRICT;

-- Members expected after so many months.
CREATE TABLE exchange_forecast (
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    months INTEGER NOT NULL CHECK (months IN (0, 3, 12, 24)),
    members INTEGER NOT NULL CHECK (members BETWEEN 0 AND 10000),
    PRIMARY KEY (exchange_id, months)
) STRICT, WITHOUT ROWID;

-- A registry's rule where organisers know better than the project's own table. `prefix`: what a new exchange gets; `largest`: at most.
CREATE TABLE exchange_rir_rule (
    guild_id INTEGER NOT NULL,
    rir TEXT NOT NULL CHECK (rir IN ('afrinic', 'apnic', 'arin', 'lacnic', 'ripe')),
    members INTEGER NOT NULL,
    prefix INTEGER NOT NULL,
    largest INTEGER NOT NULL,
    source TEXT NOT NULL,
    checked_on TEXT NOT NULL,
    set_by TEXT NOT NULL,
    PRIMARY KEY (guild_id, rir)
) STRICT, WITHOUT ROWID;

-- What happened, as minutes tell it. `what`: a word; `details`: a JSON object; `by`: an actor key, or "system".
CREATE TABLE exchange_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    what TEXT NOT NULL,
    organisation_id INTEGER,
    details TEXT NOT NULL DEFAULT '{}'
) STRICT;

CREATE INDEX exchange_event_of ON exchange_event (exchange_id, id);

-- A file that proves something: "file:<id>" in a column `evidence`. Never in a public paper.
CREATE TABLE exchange_file (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at INTEGER NOT NULL
) STRICT;

CREATE INDEX exchange_file_of ON exchange_file (exchange_id);

-- In pieces: whoever moves megabytes at once holds the interpreter, and with it every click.
CREATE TABLE exchange_file_part (
    file_id INTEGER NOT NULL REFERENCES exchange_file (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (file_id, position)
) STRICT;

-- Polls that belong to a project. `purpose`: pledge: its ballots lift to "interested" and "intends"; location: its options are
-- sites (`sites`: option number → site, a JSON object); decision: of `decision_id`. `taken`: its outcome came back already.
CREATE TABLE exchange_poll (
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    poll_id INTEGER NOT NULL UNIQUE REFERENCES poll (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('pledge', 'location', 'decision')),
    sites TEXT NOT NULL DEFAULT '{}',
    decision_id INTEGER REFERENCES exchange_decision (id) ON DELETE SET NULL,
    taken INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (exchange_id, poll_id)
) STRICT, WITHOUT ROWID;

-- Organisers in a project's private thread. `seen_at`: when Discord last said that they are organisers.
CREATE TABLE exchange_insider (
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (exchange_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX exchange_insider_person ON exchange_insider (user_id, guild_id);
CREATE INDEX exchange_insider_seen ON exchange_insider (seen_at);

-- Of which dates whom was told, so that each hears of it once. `occasion`: "lapse:7:2027-03-01:30", "action:3:2027-03-01:0".
-- `user_id`: by direct message; without: the organisers, in their thread.
CREATE TABLE exchange_told (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    occasion TEXT NOT NULL,
    user_id INTEGER,
    day TEXT NOT NULL
) STRICT;

CREATE INDEX exchange_told_of ON exchange_told (exchange_id, occasion);
CREATE INDEX exchange_told_day ON exchange_told (day);
CREATE INDEX exchange_told_person ON exchange_told (user_id, guild_id) WHERE user_id IS NOT NULL;

-- A file for a project as it was read, until its organiser stores it or lets it be. `reading`: what was found in it, a JSON
-- document. `evidence`: the file itself, kept as what proves the rungs that it tells of. `added`, `changed`: of `stored` rows.
CREATE TABLE exchange_import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    exchange_id INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    reading TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('read', 'storing', 'stored')),
    evidence TEXT NOT NULL DEFAULT '',
    stored INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX exchange_import_person ON exchange_import (user_id, guild_id);
CREATE INDEX exchange_import_age ON exchange_import (created_at);

-- Rows of one kind, or (`kind` file) a piece of the file itself.
CREATE TABLE exchange_import_part (
    import_id INTEGER NOT NULL REFERENCES exchange_import (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('new', 'changed', 'kept', 'odd', 'refused', 'file')),
    first INTEGER NOT NULL,
    count INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (import_id, kind, first)
) STRICT, WITHOUT ROWID;

-- What somebody typed into a form that was refused, for a day: the form is opened again with it. `exchange_id` NULL: a new project's.
-- `form`: what the form was for. `fields`: a JSON object.
CREATE TABLE exchange_typed (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    exchange_id INTEGER REFERENCES exchange (id) ON DELETE CASCADE,
    form TEXT NOT NULL,
    fields TEXT NOT NULL,
    typed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX exchange_typed_of ON exchange_typed (user_id, guild_id);
CREATE INDEX exchange_typed_age ON exchange_typed (typed_at);
