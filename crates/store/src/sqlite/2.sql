-- The second version counts what was ever written: intents and facts, which are only ever added. A file beside the
-- journal has the same count, and shows by it when an old copy was put back.
CREATE TABLE written (n INTEGER NOT NULL) STRICT;
INSERT INTO written
SELECT (SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'intent') + (SELECT COUNT(*) FROM journal);
CREATE TRIGGER written_intent AFTER INSERT ON intent BEGIN UPDATE written SET n = n + 1; END;
CREATE TRIGGER written_fact AFTER INSERT ON journal BEGIN UPDATE written SET n = n + 1; END;
