# Only one statement that reads is taken.

-- writes | READ_ONLY; READ_ONLY; READ_ONLY | Statements that change data.
INSERT INTO north.desk.people (id) VALUES (7);
UPDATE north.desk.people SET region = 'EU' WHERE region = 'US';
DELETE FROM north.desk.people WHERE id = 101;

-- writes-to-hidden | READ_ONLY; READ_ONLY | The same on what one may not see: the answer must not depend on it.
INSERT INTO dark.pool.things VALUES (1);
DELETE FROM dark.pool.thinks;

-- merge | READ_ONLY | A MERGE reads and writes.
MERGE INTO north.desk.people AS t USING (VALUES (1)) AS s(id) ON t.id = s.id WHEN MATCHED THEN UPDATE SET region = 'EU';

-- definitions | READ_ONLY; READ_ONLY; READ_ONLY; READ_ONLY | Statements that define things.
CREATE TABLE t AS SELECT * FROM north.desk.people;
CREATE VIEW v AS SELECT * FROM north.desk.people;
DROP TABLE north.desk.people;
TRUNCATE TABLE north.desk.people;

-- rights | READ_ONLY; READ_ONLY | Statements that give rights.
GRANT SELECT ON north.desk.people TO ana;
ALTER SESSION SET "user" = 'otto';

-- roles | READ_ONLY; READ_ONLY; READ_ONLY | Statements that change who one is.
SET ROLE auditor;
SET SESSION AUTHORIZATION otto;
RESET ROLE;

-- settings | READ_ONLY; READ_ONLY; READ_ONLY | Settings of the engines.
SET enable_external_access = true;
SET search_path = twin_clean;
PRAGMA enable_profiling;

-- engine-statements | READ_ONLY; READ_ONLY; READ_ONLY; READ_ONLY | Statements of DuckDB.
ATTACH '/tmp/x.db' AS x;
COPY north.desk.people TO '/tmp/x.csv';
INSTALL httpfs;
LOAD httpfs;

-- exports | SYNTAX_ERROR; SYNTAX_ERROR | Others that write files.
EXPORT DATABASE '/tmp/x';
CHECKPOINT;

-- into-file | SYNTAX_ERROR; SYNTAX_ERROR | MariaDB's way to write a file, and a table.
SELECT id FROM north.desk.people INTO OUTFILE '/tmp/x';
SELECT id INTO t FROM north.desk.people;

-- locks | SYNTAX_ERROR; SYNTAX_ERROR | Locks, which wait on hidden rows.
SELECT id FROM north.desk.people FOR UPDATE;
LOCK TABLE north.desk.people;

-- several-statements | SYNTAX_ERROR: Expected one statement; SYNTAX_ERROR | A second statement behind the first.
SELECT 1; SELECT id FROM north.desk.people
;
SELECT 1; DROP TABLE people
;

-- procedures | READ_ONLY; SYNTAX_ERROR; SYNTAX_ERROR | Calls and blocks.
CALL pg_sleep(1);
DO $$ BEGIN PERFORM 1; END $$;
EXECUTE IMMEDIATE 'SELECT 1';

-- prepared-text | SYNTAX_ERROR; SYNTAX_ERROR | Prepared statements of SQL.
PREPARE q AS SELECT * FROM north.desk.people;
EXECUTE q;

-- cursors | SYNTAX_ERROR; SYNTAX_ERROR | Cursors.
DECLARE c CURSOR FOR SELECT * FROM north.desk.people;
FETCH ALL FROM c;

-- transactions | READ_ONLY; READ_ONLY | Transactions and levels.
BEGIN;
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;

-- show | answers; NOT_FOUND; SYNTAX_ERROR | Statements that show things.
SHOW TABLES;
SHOW GRANTS;
SHOW CREATE TABLE north.desk.people;

-- show-like | answers; answers; answers | Patterns that find hidden names.
SHOW TABLES LIKE '%';
SHOW SCHEMAS LIKE 'd%';
SHOW COLUMNS FROM north.desk.people LIKE '%i%';

-- show-hidden | NOT_FOUND; NOT_FOUND; NOT_FOUND; answers 0 | Hidden tables and schemas.
SHOW COLUMNS FROM north.desk.payroll;
DESCRIBE dark.pool.things;
DESCRIBE gov.map.regions;
SHOW TABLES FROM dark.pool;

-- describe | answers; answers; answers | Columns of a visible table.
DESCRIBE north.desk.people;
DESCRIBE south.cases.people;
DESCRIBE east.sealed.people;

-- describe-query | SYNTAX_ERROR | The columns of a query that names what is hidden.
DESCRIBE SELECT vein FROM north.desk.people;

-- use | SYNTAX_ERROR | Another schema.
USE dark.pool;

-- semicolons-and-comments | SYNTAX_ERROR; SYNTAX_ERROR | Nothing, in several ways.
/* DROP TABLE people */;
--nothing
;

-- table-statement | answers 6; NOT_FOUND; NOT_FOUND | The short form of a query.
TABLE north.desk.people;
TABLE dark.pool.things;
TABLE gov.map.regions;

-- values | answers 2; NOT_FOUND | Rows of one's own, with a sub-query among them.
VALUES (1), (2);
VALUES ((SELECT COUNT(*) FROM dark.pool.things));

-- handler | SYNTAX_ERROR; READ_ONLY | Statements of MariaDB that read.
HANDLER people OPEN;
ANALYZE TABLE people;

-- from-first | SYNTAX_ERROR | DuckDB's short form.
FROM north.desk.people;
