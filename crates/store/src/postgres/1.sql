-- The journal, first version. Times are Unix seconds, stretches of time half-open.

CREATE TABLE version (version BIGINT NOT NULL);

-- One row an intent: what was wanted, how it stands, and who drives it.
CREATE TABLE intent (
    id          TEXT   PRIMARY KEY,
    tenant      TEXT   NOT NULL,
    key         TEXT   NOT NULL,
    starts      BIGINT NOT NULL,
    ends        BIGINT NOT NULL CHECK (starts < ends),
    opened      BIGINT NOT NULL,
    wanted      TEXT   NOT NULL,
    status      TEXT   NOT NULL,
    next        BIGINT,
    owner       TEXT   NOT NULL,
    epoch       BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    records     BIGINT NOT NULL,
    UNIQUE (tenant, key)
);
CREATE INDEX intent_due ON intent (tenant, next) WHERE next IS NOT NULL;
CREATE INDEX intent_latest ON intent (tenant, opened, id);

-- For look-ups: the intent itself stands in `wanted`.
CREATE TABLE leg (
    intent      TEXT   NOT NULL REFERENCES intent (id),
    n           BIGINT NOT NULL,
    participant TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    host        TEXT   NOT NULL,
    account     TEXT   NOT NULL,
    PRIMARY KEY (intent, n)
);
CREATE INDEX leg_account ON leg (account);

-- Facts, only ever added. A sequence number is used once, so a writer that was overtaken cannot come between.
CREATE TABLE journal (
    intent TEXT   NOT NULL REFERENCES intent (id),
    seq    BIGINT NOT NULL,
    epoch  BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    body   TEXT   NOT NULL,
    PRIMARY KEY (intent, seq)
);

-- Whose time is spoken for; the database itself keeps two from having the same.
CREATE TABLE claim (
    tenant TEXT    NOT NULL,
    host   TEXT    NOT NULL,
    starts BIGINT  NOT NULL,
    ends   BIGINT  NOT NULL CHECK (starts < ends),
    span   INT8RANGE GENERATED ALWAYS AS (int8range(starts, ends)) STORED,
    intent TEXT    NOT NULL REFERENCES intent (id),
    active BOOLEAN NOT NULL,
    PRIMARY KEY (intent, host),
    EXCLUDE USING gist (tenant WITH =, host WITH =, span WITH &&) WHERE (active)
);

-- Calls and when they were answered, as the facts have them.
CREATE VIEW attempt AS
SELECT sent.intent                                          AS intent,
       (sent.body::json #>> '{attempted,attempt}')::bigint AS attempt,
       (sent.body::json #>> '{attempted,leg}')::bigint     AS leg,
       sent.body::json #> '{attempted,op}'                 AS op,
       sent.at                                              AS sent_at,
       (SELECT answered.at
          FROM journal AS answered
         WHERE answered.intent = sent.intent
           AND answered.body::json #>> '{answered,attempt}' = sent.body::json #>> '{attempted,attempt}'
         ORDER BY answered.seq LIMIT 1)                     AS answered_at
  FROM journal AS sent
 WHERE sent.body::json #>> '{attempted,attempt}' IS NOT NULL;
