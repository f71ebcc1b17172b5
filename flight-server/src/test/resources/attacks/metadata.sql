# Metadata of every kind shows what is visible, and the same for both meshes.

-- tables | answers; answers; answers; answers | All tables, with their schemas.
\call tables - north% -
\call tables mesh south% %
\call tables - %.desk p%
\call names - - %

-- tables-by-pattern | answers 0; answers 0; answers 0 | Hidden tables by pattern.
\call tables - dark% %
\call tables - % payroll
\call tables - gov.map regions

-- tables-by-odd-pattern | answers; answers 0 | Patterns with underscores and escapes.
\call tables - ____.____ ______
\call tables - dark\.pool th\_ngs

-- schemas | answers; answers 0; answers 0 | Schemas, by pattern too.
\call schemas - -
\call schemas - dark%
\call schemas mesh gov.map

-- catalogs | answers 1 = mesh | Catalogs of the sources.
\call catalogs

-- table-types | answers | Types of tables.
\call tabletypes

-- types | answers | Types of the gateway.
\call types

-- sql-info | answers | What the server says of itself.
\call sqlinfo

-- primary-keys | answers 1; answers 0; answers 0 | Keys of visible and hidden tables.
\call primarykeys north.desk people
\call primarykeys north.desk payroll
\call primarykeys dark.pool things

-- foreign-keys | answers 0; answers 0; answers 0 | A hidden table refers to a visible one.
\call exportedkeys north.desk people
\call importedkeys north.desk payroll
\call crossreference north.desk people north.desk payroll

-- foreign-keys-by-name | answers 0 | The same without a schema.
\call exportedkeys - people

-- schema-of-query | answers; NOT_FOUND; NOT_FOUND | The schema of a query, without running it.
\call schemaof SELECT * FROM {people}
\call schemaof SELECT vein FROM {people}
\call schemaof SELECT * FROM dark.pool.things

-- information-schema | answers; answers; answers | The standard's views.
SELECT * FROM information_schema.schemata ORDER BY schema_name;
SELECT table_schema, table_name, table_type FROM information_schema.tables ORDER BY 1, 2;
SELECT * FROM information_schema.columns ORDER BY table_schema, table_name, ordinal_position;

-- information-schema-keys | answers; answers; answers | Keys in them.
SELECT * FROM information_schema.table_constraints ORDER BY constraint_schema, constraint_name;
SELECT * FROM information_schema.key_column_usage ORDER BY constraint_schema, constraint_name, ordinal_position;
SELECT * FROM information_schema.referential_constraints;

-- information-schema-views | answers | Definitions of views.
SELECT * FROM information_schema.views ORDER BY table_schema, table_name;

-- information-schema-counts | answers 1; answers 1 | Counts of what is there.
SELECT COUNT(*) FROM information_schema.columns;
SELECT COUNT(*), COUNT(DISTINCT table_schema) FROM information_schema.tables;

-- information-schema-guesses | answers 0; answers 0 | Hidden names, asked for by name.
SELECT column_name FROM information_schema.columns WHERE table_schema <> 'views.desk' AND column_name IN ('pin', 'vein', 'unpublished') OR ordinal_position > 26;
SELECT table_name FROM information_schema.tables WHERE table_name IN ('payroll', 'things', 'regions') OR table_schema IN ('dark.pool', 'gov.map');

-- positions | answers 1 = 24 | A gap in the positions tells of a denied column.
SELECT COUNT(DISTINCT ordinal_position) FROM information_schema.columns WHERE table_schema = 'north.desk' AND table_name = 'people' AND ordinal_position <= 24;

-- products | answers; answers 0 | Products with owners, tags and descriptions.
SELECT * FROM system.products ORDER BY 1, 2, 3;
SELECT * FROM system.products WHERE CAST(version AS VARCHAR) = 'x';

-- columns | answers; answers 0 | Columns with tags and classifications.
SELECT * FROM system.columns ORDER BY 1, 2, 3, 4;
SELECT column_name FROM system.columns WHERE schema_name <> 'views.desk' AND column_name IN ('pin', 'vein');

-- system-tables | answers; NOT_FOUND | What system tables there are.
SHOW TABLES FROM system;
SELECT * FROM system.sources;

-- columns-of-system | answers; answers | Columns of the tables about queries.
DESCRIBE system.queries;
DESCRIBE system.query_fragments;

-- joined-metadata | answers 0 | Metadata joined with a table.
SELECT p.id FROM {people} p JOIN information_schema.columns c ON c.column_name = 'vein' AND p.id > 0;

-- own-statements | answers | Statements of one's own, as the gateway keeps them.
SELECT COUNT(*) FROM system.queries WHERE state = 'RUNNING' OR rows_delivered >= 0;

-- nobodys-metadata | answers; answers 0; answers 0 | Metadata for somebody without rights.
\as nina
\call schemas - -
\call tables - %.% %
\call primarykeys north.desk people
