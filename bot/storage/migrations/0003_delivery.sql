-- The outbox: one row for each lasting effect that was promised.

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    feature TEXT NOT NULL,
    template TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    target_id INTEGER NOT NULL,
    occurrence TEXT NOT NULL UNIQUE,
    details TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    expires_at INTEGER,
    state TEXT NOT NULL CHECK (
        state IN ('pending', 'claimed', 'retry', 'sent', 'dead', 'dropped', 'cancelled')
    ),
    attempt INTEGER NOT NULL DEFAULT 0,
    run_at INTEGER NOT NULL,
    lease_until INTEGER,
    first_attempt_at INTEGER,
    result_id INTEGER,
    reason TEXT,
    created_at INTEGER NOT NULL,
    settled_at INTEGER
) STRICT;

-- Covers the look for what is due, guild and target included: a long backlog is walked without its rows.
CREATE INDEX delivery_due ON delivery (run_at, id, guild_id, target_id, state)
    WHERE state IN ('pending', 'retry');
CREATE INDEX delivery_leased ON delivery (lease_until) WHERE state = 'claimed';
CREATE INDEX delivery_settled ON delivery (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX delivery_subject ON delivery (guild_id, feature, subject_id, due_at);

-- What an organiser was told is wrong, so that it is told once and its cure is seen.
CREATE TABLE problem (
    guild_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    target_id INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (guild_id, kind, target_id)
) STRICT, WITHOUT ROWID;

-- Facts about this installation: the time-zone data the pending rows were computed with, the commands last synced.
CREATE TABLE installation (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
