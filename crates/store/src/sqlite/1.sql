-- The journal, first version. Times are Unix seconds, stretches of time half-open.

-- One row an intent: what was wanted, how it stands, and who drives it. `n` counts all that were ever opened.
CREATE TABLE intent (
    n           INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT    NOT NULL UNIQUE,
    tenant      TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    starts      INTEGER NOT NULL,
    ends        INTEGER NOT NULL CHECK (starts < ends),
    opened      INTEGER NOT NULL,
    wanted      TEXT    NOT NULL,
    status      TEXT    NOT NULL,
    next        INTEGER,
    owner       TEXT    NOT NULL,
    epoch       INTEGER NOT NULL,
    lease_until INTEGER NOT NULL,
    records     INTEGER NOT NULL,
    UNIQUE (tenant, key)
) STRICT;
CREATE INDEX intent_due ON intent (tenant, next) WHERE next IS NOT NULL;
CREATE INDEX intent_latest ON intent (tenant, opened, id);

-- For look-ups: the intent itself stands in `wanted`.
CREATE TABLE leg (
    intent      TEXT    NOT NULL REFERENCES intent (id),
    n           INTEGER NOT NULL,
    participant TEXT    NOT NULL,
    source      TEXT    NOT NULL,
    host        TEXT    NOT NULL,
    account     TEXT    NOT NULL,
    PRIMARY KEY (intent, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX leg_account ON leg (account);

-- Facts, only ever added. A sequence number is used once, so a writer that was overtaken cannot come between.
CREATE TABLE journal (
    intent TEXT    NOT NULL REFERENCES intent (id),
    seq    INTEGER NOT NULL,
    epoch  INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    body   TEXT    NOT NULL,
    PRIMARY KEY (intent, seq)
) STRICT, WITHOUT ROWID;

-- Whose time is spoken for.
CREATE TABLE claim (
    tenant TEXT    NOT NULL,
    host   TEXT    NOT NULL,
    starts INTEGER NOT NULL,
    ends   INTEGER NOT NULL CHECK (starts < ends),
    intent TEXT    NOT NULL REFERENCES intent (id),
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    PRIMARY KEY (intent, host)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_active ON claim (tenant, host, starts, ends) WHERE active;

-- Calls and when they were answered, as the facts have them.
CREATE VIEW attempt AS
SELECT sent.intent                                     AS intent,
       sent.body ->> '$.attempted.attempt'             AS attempt,
       sent.body ->> '$.attempted.leg'                 AS leg,
       sent.body ->  '$.attempted.op'                  AS op,
       sent.at                                         AS sent_at,
       (SELECT answered.at
          FROM journal AS answered
         WHERE answered.intent = sent.intent
           AND answered.body ->> '$.answered.attempt' = sent.body ->> '$.attempted.attempt'
         ORDER BY answered.seq LIMIT 1)                AS answered_at
  FROM journal AS sent
 WHERE sent.body ->> '$.attempted.attempt' IS NOT NULL;
