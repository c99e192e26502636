-- Announcements: a text, where it goes, and a plan in wall time and zone. Instants live in `delivery`.

CREATE TABLE announcement (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'scheduled', 'finished', 'cancelled')),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    wall TEXT NOT NULL,
    zone TEXT NOT NULL,
    rule TEXT,
    author TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX announcement_guild ON announcement (guild_id, state, id);

CREATE TABLE announcement_channel (
    announcement_id INTEGER NOT NULL REFERENCES announcement (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    PRIMARY KEY (announcement_id, channel_id)
) STRICT, WITHOUT ROWID;
