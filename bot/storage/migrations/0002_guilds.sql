-- What an organiser configured. Each row belongs to one guild.

CREATE TABLE guild (
    guild_id INTEGER PRIMARY KEY,
    zone TEXT NOT NULL DEFAULT 'UTC',
    language TEXT NOT NULL DEFAULT 'en',
    quiet_from TEXT,
    quiet_until TEXT,
    paused_at INTEGER,
    joined_at INTEGER NOT NULL,
    left_at INTEGER
) STRICT;

CREATE TABLE guild_channel (
    guild_id INTEGER NOT NULL REFERENCES guild (guild_id),
    purpose TEXT NOT NULL,
    channel_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, purpose)
) STRICT, WITHOUT ROWID;

CREATE TABLE guild_role (
    guild_id INTEGER NOT NULL REFERENCES guild (guild_id),
    purpose TEXT NOT NULL,
    role_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, purpose)
) STRICT, WITHOUT ROWID;
