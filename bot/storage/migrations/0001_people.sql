-- People, and the audit log that names them only by a random key.

CREATE TABLE member (
    user_id INTEGER PRIMARY KEY,
    zone TEXT,
    language TEXT,
    updated_at INTEGER NOT NULL
) STRICT;

-- The only link between a person and their key. Erasing a person deletes the row; every chain still verifies.
CREATE TABLE actor_key (
    user_id INTEGER PRIMARY KEY,
    actor TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE audit_event (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    before TEXT,
    after TEXT,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE INDEX audit_event_guild ON audit_event (guild_id, id);

CREATE TRIGGER audit_event_keeps BEFORE UPDATE ON audit_event
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_event_stays BEFORE DELETE ON audit_event
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
