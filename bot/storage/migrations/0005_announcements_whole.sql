-- Announcements, whole: pings and approval, series, variants, pictures, templates, and what posts are about.

-- `ping`: the role that is mentioned; the guild's own id is @everyone. `approver`: who else agreed, as an actor key.
-- `paused_at`: a series that sends nothing until it is resumed. `skips_holidays`: not on the guild's holidays.
-- `not_on`: further days on which nothing is sent, ISO dates with spaces between.
-- `event_wall`: the date it is about, in its zone; a reminder comes before it. `searched`: all its texts, folded.
ALTER TABLE announcement ADD COLUMN ping INTEGER;
ALTER TABLE announcement ADD COLUMN approver TEXT;
ALTER TABLE announcement ADD COLUMN paused_at INTEGER;
ALTER TABLE announcement ADD COLUMN skips_holidays INTEGER NOT NULL DEFAULT 0;
ALTER TABLE announcement ADD COLUMN not_on TEXT NOT NULL DEFAULT '';
ALTER TABLE announcement ADD COLUMN event_wall TEXT;
ALTER TABLE announcement ADD COLUMN searched TEXT NOT NULL DEFAULT '';
-- Filled by the bot: SQLite knows the letters of no language but English.
CREATE INDEX announcement_unsearched ON announcement (id) WHERE searched = '';
-- `corrects`: this draft, once confirmed, also changes what was posted last.
ALTER TABLE announcement ADD COLUMN corrects INTEGER NOT NULL DEFAULT 0;
-- Discord takes few crossposts an hour in a channel: asked before each one is promised.
CREATE INDEX delivery_crosspost ON delivery (target_id, settled_at, run_at) WHERE kind = 'crosspost';

-- `language`: of the variant that goes there; empty: the announcement's own text. `publish`: to the servers that follow.
ALTER TABLE announcement_channel ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE announcement_channel ADD COLUMN publish INTEGER NOT NULL DEFAULT 0;

CREATE TABLE announcement_variant (
    announcement_id INTEGER NOT NULL REFERENCES announcement (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (announcement_id, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE announcement_picture (
    announcement_id INTEGER PRIMARY KEY REFERENCES announcement (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    alt TEXT NOT NULL
) STRICT;

-- Its bytes in pieces: whoever moves 8 MiB at once holds the interpreter, and with it every click, for 9 ms.
CREATE TABLE announcement_picture_part (
    announcement_id INTEGER NOT NULL REFERENCES announcement (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (announcement_id, position)
) STRICT;

-- A draft that waits for another organiser, as it was at `version`: a later edit ends the request.
CREATE TABLE announcement_approval (
    announcement_id INTEGER PRIMARY KEY REFERENCES announcement (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at INTEGER NOT NULL
) STRICT;

CREATE INDEX announcement_approval_guild ON announcement_approval (guild_id, asked_at);

CREATE TABLE announcement_template (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX announcement_template_name ON announcement_template (guild_id, folded);

-- When another organiser has to agree: always, or for a ping of everyone or of a role with more members than this.
ALTER TABLE guild ADD COLUMN approve_all INTEGER NOT NULL DEFAULT 0;
ALTER TABLE guild ADD COLUMN approve_role_size INTEGER NOT NULL DEFAULT 25;

-- Days on which a series that skips holidays sends nothing. `day`: YYYY-MM-DD, or --MM-DD for every year.
CREATE TABLE guild_holiday (
    guild_id INTEGER NOT NULL REFERENCES guild (guild_id),
    day TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (guild_id, day)
) STRICT, WITHOUT ROWID;

-- Where the "Start here" card stands.
ALTER TABLE guild ADD COLUMN panel_channel_id INTEGER;
ALTER TABLE guild ADD COLUMN panel_message_id INTEGER;

-- What readers were told: the title, as it stands in what was posted last, and the latest date that was posted, if one
-- was. `changes`: how often that changed.
CREATE TABLE announcement_told (
    announcement_id INTEGER PRIMARY KEY REFERENCES announcement (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    wall TEXT,
    zone TEXT,
    changes INTEGER NOT NULL DEFAULT 0
) STRICT;
