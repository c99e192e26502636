-- Topics people follow, the threads in them, and the charter.

-- `channel_id`: a forum, or a text channel whose threads belong to it. `tag_id`: the forum's tag; NULL: the whole channel.
-- `style`: what followers get. `moderated`: new posts are for organisers to let through (jobs).
CREATE TABLE topic (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    emoji TEXT,
    channel_id INTEGER,
    tag_id INTEGER,
    role_id INTEGER,
    style TEXT NOT NULL CHECK (style IN ('each', 'daily', 'weekly', 'none')),
    moderated INTEGER NOT NULL DEFAULT 0,
    archived_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX topic_name ON topic (guild_id, folded);
CREATE INDEX topic_channel ON topic (guild_id, channel_id) WHERE archived_at IS NULL;

-- `has_role`: the topic's role was given; where the bot may not, the digest serves.
CREATE TABLE topic_follower (
    topic_id INTEGER NOT NULL REFERENCES topic (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    since INTEGER NOT NULL,
    has_role INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (topic_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX topic_follower_person ON topic_follower (user_id, guild_id);

-- A thread in a topic's channel. `state`: answered is marked by somebody; the bot reads no replies. A draft was typed into
-- /ask and not posted. Dormant: nobody answered, and Discord put it away after nobody wrote for long. `thread_id`: NULL until Discord has it. `in_forum`: a post in a forum, not a thread on a message.
-- `tags`: the forum's tags on it as last seen, a JSON list. `question` and `answer` come from the bot's own forms, or from
-- the message that was marked. `head_id`: the head card's message; `heads`: how many of them were promised.
-- `asker_id`: who asked by /ask, or who opened the thread. `label`: the TLP label. `nudged_at`: the one nudge.
CREATE TABLE topic_thread (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    thread_id INTEGER UNIQUE,
    topic_id INTEGER REFERENCES topic (id) ON DELETE SET NULL,
    channel_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'dormant', 'answered', 'resolved', 'archived')),
    label TEXT NOT NULL DEFAULT 'CLEAR' CHECK (label IN ('CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED')),
    urgency TEXT NOT NULL DEFAULT 'normal' CHECK (urgency IN ('low', 'normal', 'high')),
    asked INTEGER NOT NULL DEFAULT 0,
    in_forum INTEGER NOT NULL DEFAULT 0,
    tags TEXT NOT NULL DEFAULT '[]',
    asker_id INTEGER,
    question TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT '',
    answered_by TEXT,
    answered_at INTEGER,
    head_id INTEGER,
    heads INTEGER NOT NULL DEFAULT 0,
    nudged_at INTEGER,
    gone_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    opened_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX topic_thread_guild ON topic_thread (guild_id, state, opened_at);
CREATE INDEX topic_thread_channel ON topic_thread (guild_id, channel_id, state);
CREATE INDEX topic_thread_topic ON topic_thread (topic_id, state, opened_at);
CREATE INDEX topic_thread_asker ON topic_thread (asker_id) WHERE asker_id IS NOT NULL;
CREATE INDEX topic_thread_answerer ON topic_thread (answered_by) WHERE answered_by IS NOT NULL;
CREATE INDEX topic_thread_draft ON topic_thread (updated_at) WHERE state = 'draft';
CREATE INDEX topic_thread_gone ON topic_thread (gone_at) WHERE gone_at IS NOT NULL;

-- What is searched: the words, not the people, of answered threads whose label lets them leave; nothing else stands here.
-- `about` is the thread's row, and so is the rowid. `place`: one word each for guild, channel and topic. The threads' store
-- keeps it in step: SQLite trusts no trigger with a virtual table (trusted_schema = OFF).
CREATE VIRTUAL TABLE topic_words USING fts5 (
    about UNINDEXED, place, title, question, answer,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

-- What a forum's tags mean to the bot: "answered", and one for each TLP label.
CREATE TABLE topic_tag (
    guild_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    meaning TEXT NOT NULL,
    tag_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, channel_id, meaning)
) STRICT, WITHOUT ROWID;

-- Per guild: when the digest is posted (`not_on`: days it leaves out) and where, and after how many hours a question without
-- a reply is nudged.
CREATE TABLE topic_digest (
    guild_id INTEGER PRIMARY KEY,
    channel_id INTEGER,
    wall TEXT,
    zone TEXT,
    rule TEXT,
    not_on TEXT NOT NULL DEFAULT '',
    nudge_hours INTEGER NOT NULL DEFAULT 24,
    planned_until INTEGER,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

-- A version of the charter, or a draft of the next one: one for each author. The newest number applies. `number` of a
-- draft: the version that applied when it was begun. `version`: how often the draft was changed. `author`: an actor key.
-- `asked_again_at`: since then those who read only earlier versions hold the role no more.
CREATE TABLE charter (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published')),
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    published_at INTEGER,
    asked_again_at INTEGER,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX charter_number ON charter (guild_id, number) WHERE state = 'published';
CREATE UNIQUE INDEX charter_draft ON charter (author, guild_id) WHERE state = 'draft';
CREATE INDEX charter_old_draft ON charter (updated_at) WHERE state = 'draft';

-- Per guild: the role of those who have read it, and when and where it is posted again.
CREATE TABLE charter_setting (
    guild_id INTEGER PRIMARY KEY,
    role_id INTEGER,
    channel_id INTEGER,
    wall TEXT,
    zone TEXT,
    rule TEXT,
    not_on TEXT NOT NULL DEFAULT '',
    planned_until INTEGER,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE charter_reading (
    charter_id INTEGER NOT NULL REFERENCES charter (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (charter_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX charter_reading_person ON charter_reading (user_id, guild_id);
