-- What members decide for themselves, and what they asked to be reminded of.

-- `quiet_*`: wall times in the member's zone. `dm`: whether the bot may write to them by itself; NULL: not asked yet.
-- `hinted_at`: when the first-use hint about the zone was shown.
ALTER TABLE member ADD COLUMN quiet_from TEXT;
ALTER TABLE member ADD COLUMN quiet_until TEXT;
ALTER TABLE member ADD COLUMN dm INTEGER;
ALTER TABLE member ADD COLUMN hinted_at INTEGER;

-- `feature` and `subject_id` name what it is about. `channel_id`: where it was asked for; `in_channel`: mentioned there
-- because direct messages are closed. `dm`: whether the message at the press arrived; NULL: not known yet.
-- `offset_seconds`: chosen as so long before its date, and moves with it. `reason`: why it failed or was cancelled; NULL:
-- the person did so. `ended_at`: since when it is no longer active. `version` rises with each change.
CREATE TABLE reminder (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    feature TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    message_id INTEGER,
    due_at INTEGER NOT NULL,
    offset_seconds INTEGER,
    state TEXT NOT NULL CHECK (state IN ('active', 'sent', 'cancelled', 'failed')),
    reason TEXT,
    in_channel INTEGER NOT NULL DEFAULT 0,
    dm INTEGER,
    snoozed INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

CREATE INDEX reminder_person ON reminder (user_id, guild_id, due_at);
CREATE INDEX reminder_subject ON reminder (guild_id, feature, subject_id) WHERE state = 'active';
CREATE INDEX reminder_ended ON reminder (ended_at) WHERE ended_at IS NOT NULL;

-- What an organiser looked for, so that a press can turn the page: a custom_id carries no words. Kept for a day.
CREATE TABLE search (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    term TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX search_person ON search (guild_id, user_id, term);
CREATE INDEX search_old ON search (at);
