-- Courses, the cohorts that take them, their sessions and milestones, who is in them, and how they are doing.

CREATE TABLE course (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    url TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX course_name ON course (guild_id, folded);

-- `zone`: the anchor zone, in which plans are agreed. `capacity` 0: no limit. `by_approval`: a facilitator selects.
-- `channel_id`: where it meets, a channel or a private thread; `thread_made`: the bot made it, in the channel `parent_id`.
-- `card_channel_id`: where people join; `cards`: how often its card was posted there; `changes`: how often it was to be edited.
-- `session_offsets`, `milestone_offsets`: minutes before, a JSON list, the largest first; 0: at the start.
-- `nudge_days`: after so many days without activity, a JSON list; `nudge_most`: at most so many to one person.
-- `self_report`: members tick milestones themselves. `late_minutes`: "I'm here" after that is late.
-- `confirm_hours`: how long somebody who moved up has to say yes.
CREATE TABLE cohort (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    course_id INTEGER REFERENCES course (id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL,
    zone TEXT NOT NULL,
    capacity INTEGER NOT NULL DEFAULT 0,
    by_approval INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('planned', 'enrolling', 'running', 'closing', 'closed', 'cancelled')),
    channel_id INTEGER,
    thread_made INTEGER NOT NULL DEFAULT 0,
    parent_id INTEGER,
    role_id INTEGER,
    card_channel_id INTEGER,
    card_message_id INTEGER,
    cards INTEGER NOT NULL DEFAULT 0,
    changes INTEGER NOT NULL DEFAULT 0,
    session_offsets TEXT NOT NULL DEFAULT '[10080, 1440, 60, 0]',
    milestone_offsets TEXT NOT NULL DEFAULT '[4320, 1440]',
    nudge_days TEXT NOT NULL DEFAULT '[3, 7, 14]',
    nudge_most INTEGER NOT NULL DEFAULT 6,
    self_report INTEGER NOT NULL DEFAULT 1,
    late_minutes INTEGER NOT NULL DEFAULT 10,
    confirm_hours INTEGER NOT NULL DEFAULT 48,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX cohort_name ON cohort (guild_id, folded);
CREATE INDEX cohort_live ON cohort (state) WHERE state IN ('planned', 'enrolling', 'running', 'closing');

CREATE TABLE cohort_facilitator (
    cohort_id INTEGER NOT NULL REFERENCES cohort (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    PRIMARY KEY (cohort_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX cohort_facilitator_person ON cohort_facilitator (user_id, guild_id);

-- `wall` and `zone`: as agreed; `starts_at`: derived. `sequence` rises with each move or cancel. `uid`: for calendars, and from
-- the file it was imported from. `link`: the secret way in. `code`: the word said in the session. `event_id`: Discord's event;
-- `event_shown`: what it was last promised to show ('': there is to be none, '!': Discord refused, '-': somebody deleted it);
-- `event_turn` counts those promises.
-- `fingerprint`: of the imported event's content, where the file has no SEQUENCE. `held`: closed by a facilitator.
CREATE TABLE cohort_session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    cohort_id INTEGER NOT NULL REFERENCES cohort (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    wall TEXT NOT NULL,
    zone TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
    sequence INTEGER NOT NULL DEFAULT 0,
    uid TEXT NOT NULL,
    source_sequence INTEGER,
    fingerprint TEXT,
    place TEXT NOT NULL DEFAULT '',
    link TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    materials TEXT NOT NULL DEFAULT '',
    recording TEXT NOT NULL DEFAULT '',
    event_id INTEGER,
    event_shown TEXT NOT NULL DEFAULT '',
    event_turn INTEGER NOT NULL DEFAULT 0,
    closed_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX cohort_session_uid ON cohort_session (cohort_id, uid);
CREATE INDEX cohort_session_at ON cohort_session (cohort_id, starts_at);
CREATE INDEX cohort_session_guild ON cohort_session (guild_id, starts_at);
CREATE INDEX cohort_session_event ON cohort_session (guild_id, starts_at, event_shown) WHERE event_shown <> '';
CREATE INDEX cohort_session_due ON cohort_session (starts_at) WHERE state = 'planned';

-- Dates as they were understood, until somebody confirms them: `walls` is a JSON list.
CREATE TABLE cohort_session_draft (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    cohort_id INTEGER NOT NULL REFERENCES cohort (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    place TEXT NOT NULL DEFAULT '',
    minutes INTEGER NOT NULL,
    zone TEXT NOT NULL,
    walls TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX cohort_session_draft_person ON cohort_session_draft (user_id, guild_id);
CREATE INDEX cohort_session_draft_age ON cohort_session_draft (created_at);

CREATE TABLE cohort_milestone (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    cohort_id INTEGER NOT NULL REFERENCES cohort (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('module', 'quiz', 'assignment', 'capstone')),
    title TEXT NOT NULL,
    wall TEXT NOT NULL,
    zone TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'cancelled')),
    sequence INTEGER NOT NULL DEFAULT 0,
    uid TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX cohort_milestone_uid ON cohort_milestone (cohort_id, uid);
CREATE INDEX cohort_milestone_at ON cohort_milestone (cohort_id, due_at);
CREATE INDEX cohort_milestone_due ON cohort_milestone (due_at) WHERE state = 'planned';

-- More time: for a person (`user_id`), or for a group (`team`); the other is 0 or ''.
CREATE TABLE cohort_extension (
    milestone_id INTEGER NOT NULL REFERENCES cohort_milestone (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL DEFAULT 0,
    team TEXT NOT NULL DEFAULT '',
    guild_id INTEGER NOT NULL,
    wall TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    sequence INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (milestone_id, user_id, team)
) STRICT, WITHOUT ROWID;

CREATE INDEX cohort_extension_person ON cohort_extension (user_id, guild_id) WHERE user_id > 0;

-- `offered_until`: somebody who is offered a seat says yes until then; none: they were not told yet. `personal`: wants reminders as direct
-- messages. `nudges`: 0: wants none. `seated_at`: when they came in.
-- `active_at`: the last attendance, progress or press. `warned_at`: of the attendance that is
-- out of reach.
CREATE TABLE enrolment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    cohort_id INTEGER NOT NULL REFERENCES cohort (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN (
        'applied', 'waitlisted', 'selected', 'enrolled', 'active', 'at_risk', 'completed', 'withdrawn', 'dropped'
    )),
    team TEXT NOT NULL DEFAULT '',
    queued_at INTEGER NOT NULL,
    offered_until INTEGER,
    personal INTEGER NOT NULL DEFAULT 0,
    nudges INTEGER NOT NULL DEFAULT 1,
    has_role INTEGER NOT NULL DEFAULT 0,
    seated_at INTEGER,
    active_at INTEGER,
    warned_at INTEGER,
    completed_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX enrolment_of ON enrolment (cohort_id, user_id);
CREATE INDEX enrolment_person ON enrolment (user_id, guild_id);
CREATE INDEX enrolment_offer ON enrolment (offered_until) WHERE state = 'selected';

-- No row: unmarked. `how`: said by the member, with the code word, or marked by a facilitator (`by`: an actor key).
CREATE TABLE cohort_attendance (
    session_id INTEGER NOT NULL REFERENCES cohort_session (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('present', 'late', 'excused', 'absent')),
    how TEXT NOT NULL CHECK (how IN ('member', 'code', 'facilitator', 'closing')),
    by TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (session_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX cohort_attendance_person ON cohort_attendance (user_id, guild_id);

CREATE TABLE cohort_progress (
    milestone_id INTEGER NOT NULL REFERENCES cohort_milestone (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('member', 'facilitator', 'import')),
    by TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (milestone_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX cohort_progress_person ON cohort_progress (user_id, guild_id);

-- How a cohort is measured. `threshold`: percent of the sessions that somebody attends at least. `looked_at`: when it was last
-- computed who is at risk. No row: the usual threshold, and never.
CREATE TABLE cohort_measure (
    cohort_id INTEGER PRIMARY KEY REFERENCES cohort (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    threshold INTEGER NOT NULL DEFAULT 80,
    looked_at INTEGER
) STRICT;

-- Wrong code words of one person, so that nobody tries them all.
CREATE TABLE cohort_code_try (
    session_id INTEGER NOT NULL REFERENCES cohort_session (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (session_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX cohort_code_try_person ON cohort_code_try (user_id, guild_id);

-- A learning platform's file as it was read, and what was answered about its columns, until it is stored. Both are JSON.
CREATE TABLE cohort_progress_file (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    cohort_id INTEGER NOT NULL REFERENCES cohort (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    reading TEXT NOT NULL,
    answers TEXT NOT NULL DEFAULT '{}',
    stored INTEGER,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX cohort_progress_file_person ON cohort_progress_file (user_id, guild_id);
CREATE INDEX cohort_progress_file_age ON cohort_progress_file (created_at);

-- "Don't remind me of this".
CREATE TABLE cohort_mute (
    kind TEXT NOT NULL CHECK (kind IN ('session', 'milestone')),
    item_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    PRIMARY KEY (kind, item_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX cohort_mute_person ON cohort_mute (user_id, guild_id);

-- `days`: after so many days of silence. `since`: the last activity it is about. `reason`: why it did not arrive. `followed_at`: when the person came back.
CREATE TABLE cohort_nudge (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    cohort_id INTEGER NOT NULL REFERENCES cohort (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    days INTEGER NOT NULL,
    since INTEGER NOT NULL,
    sent_at INTEGER,
    reason TEXT,
    followed_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX cohort_nudge_once ON cohort_nudge (cohort_id, user_id, since, days);
CREATE INDEX cohort_nudge_person ON cohort_nudge (user_id, guild_id);

-- When somebody can: 168 characters, Monday 00:00 first in their own zone; 1 can, 0 cannot.
CREATE TABLE cohort_availability (
    cohort_id INTEGER NOT NULL REFERENCES cohort (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    zone TEXT NOT NULL,
    hours TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (cohort_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX cohort_availability_person ON cohort_availability (user_id, guild_id);

-- The search for the hour of a new cohort: `minutes` of a session, `weeks` it goes on for. `channel_id`, `message_id`: where its
-- card stands; `posts`: how often it was posted. `chosen`: the hour of the anchor zone's week that was taken; none: it is open.
CREATE TABLE cohort_grid (
    cohort_id INTEGER PRIMARY KEY REFERENCES cohort (id) ON DELETE CASCADE,
    guild_id INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    weeks INTEGER NOT NULL,
    channel_id INTEGER,
    message_id INTEGER,
    posts INTEGER NOT NULL DEFAULT 0,
    is_open INTEGER NOT NULL DEFAULT 1,
    chosen INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- A file as it was read, until it is stored. `cohort_id` none: it makes one, called `title`. `zone`: the anchor zone it was read for.
-- `lineage`: which of the cohort's calendars it is. `answers`: what was said of its doubts, a JSON document.
CREATE TABLE cohort_import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    cohort_id INTEGER REFERENCES cohort (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('calendar', 'sessions', 'milestones', 'people')),
    title TEXT NOT NULL DEFAULT '',
    zone TEXT NOT NULL,
    lineage TEXT NOT NULL,
    ignored TEXT NOT NULL DEFAULT '[]',
    answers TEXT NOT NULL DEFAULT '{}',
    state TEXT NOT NULL CHECK (state IN ('read', 'storing', 'stored')),
    total INTEGER NOT NULL,
    stored INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    cancelled INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX cohort_import_person ON cohort_import (user_id, guild_id);
CREATE INDEX cohort_import_age ON cohort_import (created_at);
CREATE INDEX cohort_import_cohort ON cohort_import (cohort_id);

-- What was said of the doubts of a cohort's calendar when it was stored last, for the next time. `uid`: of this event alone; '':
-- of all with the zone `name`. `zone`: the cohort's, in which the answer was given.
CREATE TABLE cohort_import_answer (
    cohort_id INTEGER NOT NULL REFERENCES cohort (id) ON DELETE CASCADE,
    lineage TEXT NOT NULL,
    doubt TEXT NOT NULL,
    name TEXT NOT NULL,
    uid TEXT NOT NULL,
    guild_id INTEGER NOT NULL,
    zone TEXT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (cohort_id, lineage, doubt, name, uid)
) STRICT, WITHOUT ROWID;

-- A row of it, a JSON document. `person_id`: the member that it is about.
CREATE TABLE cohort_import_row (
    import_id INTEGER NOT NULL REFERENCES cohort_import (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    person_id INTEGER,
    content TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (import_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX cohort_import_row_person ON cohort_import_row (person_id) WHERE person_id IS NOT NULL;
