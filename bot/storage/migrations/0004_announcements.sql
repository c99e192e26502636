-- Announcements: a text, where it goes, and a plan in wall time and zone. Instants live in `delivery`.

-- `revises`: this draft changes that announcement, as of its `revises_version`.
-- `planned_until`: each occurrence up to this instant has its deliveries.
-- AUTOINCREMENT: a discarded draft's id comes back to nobody, whose buttons are still to be seen.
CREATE TABLE announcement (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'scheduled', 'finished', 'cancelled')),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    wall TEXT NOT NULL,
    zone TEXT NOT NULL,
    rule TEXT,
    author TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    revises INTEGER REFERENCES announcement (id),
    revises_version INTEGER,
    planned_until INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX announcement_guild ON announcement (guild_id, state, id);
CREATE INDEX announcement_live ON announcement (state) WHERE state IN ('draft', 'scheduled');

-- The key's columns stand first: quick_check of SQLite 3.40 misreads a table without rowid that orders them otherwise.
CREATE TABLE announcement_channel (
    announcement_id INTEGER NOT NULL REFERENCES announcement (id) ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (announcement_id, channel_id)
) STRICT, WITHOUT ROWID;
