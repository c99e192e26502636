-- What privacy needs: a guild that was left can be forgotten whole, and a person is found without reading every row.

-- The log of a guild that the bot is in stays append-only; that of a guild it has left goes with the guild.
DROP TRIGGER audit_event_stays;
CREATE TRIGGER audit_event_stays BEFORE DELETE ON audit_event
WHEN NOT EXISTS (SELECT 1 FROM guild WHERE guild_id = OLD.guild_id AND left_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE INDEX audit_event_actor ON audit_event (actor);
CREATE INDEX delivery_person ON delivery (target_id, settled_at) WHERE kind IN ('direct_message', 'role');
-- Not by json_extract, which SQLite lets no schema use while schemas are not trusted.
CREATE INDEX delivery_asker ON delivery (settled_at) WHERE instr(details, '"user_id":') > 0;
CREATE INDEX announcement_author ON announcement (author);
