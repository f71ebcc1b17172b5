# A name that is hidden answers like one that does not exist, which the clean mesh shows: there, "vein", "payroll" and "dark" do not exist.

-- denied-column | NOT_FOUND; NOT_FOUND; NOT_FOUND | A denied column, one that only one mesh has, and one that none has.
SELECT pin FROM {people};
SELECT vein FROM {people};
SELECT unpublished FROM {people};

-- denied-in-where | NOT_FOUND | The same in a condition.
SELECT id FROM {people} WHERE vein IS NOT NULL;

-- denied-in-order | NOT_FOUND; NOT_FOUND | The same in an order.
SELECT id FROM {people} ORDER BY vein;
SELECT id FROM {people} ORDER BY pin;

-- denied-in-group | NOT_FOUND | The same in groups.
SELECT COUNT(*) FROM {people} GROUP BY vein;

-- denied-in-having | NOT_FOUND | The same in HAVING.
SELECT dept FROM {people} GROUP BY dept HAVING MAX(vein) > '';

-- denied-in-aggregate | NOT_FOUND | The same in an aggregate.
SELECT COUNT(vein), COUNT(pin) FROM {people};

-- denied-in-window | NOT_FOUND | The same in a window.
SELECT RANK() OVER (ORDER BY vein) FROM {people};

-- denied-in-using | NOT_FOUND | The same in USING.
SELECT id FROM {people} AS p JOIN {people} AS q USING (vein);

-- denied-in-on | NOT_FOUND | The same in ON.
SELECT p.id FROM {people} AS p JOIN {people} AS q ON p.vein = q.vein;

-- denied-in-subquery | NOT_FOUND; NOT_FOUND | The same in a sub-query, where the outer query might lend its column.
SELECT id FROM {people} WHERE id IN (SELECT vein FROM {people});
SELECT id FROM {people} p WHERE EXISTS (SELECT 1 FROM (VALUES (1)) AS v(n) WHERE p.vein = 'x');

-- natural-join-with-denied | answers 0; answers 1 | A natural join would compare the denied column with a guess.
SELECT p.id FROM {people} AS p NATURAL JOIN (VALUES (1, 'kanari-vb1x')) AS g(id, vein) WHERE p.id = 7;
SELECT p.id FROM {people} AS p NATURAL JOIN (VALUES (1, 'whatever')) AS g(id, vein);

-- star-of-alias | answers 6 | Stars of aliases hold no denied column.
SELECT p.*, p.id FROM {people} AS p;

-- star-except | INVALID_QUERY; INVALID_QUERY | Stars without denied columns name them.
SELECT * EXCLUDE (vein) FROM {people};
SELECT * EXCLUDE (wein) FROM {people};

-- whole-row | NOT_FOUND | A row as one value.
SELECT p FROM {people} AS p;

-- row-as-argument | NOT_FOUND | The same as an argument.
SELECT COUNT(p) FROM {people} AS p;

-- quoted-denied | NOT_FOUND; NOT_FOUND; NOT_FOUND | Quotes and cases.
SELECT "vein" FROM {people};
SELECT "VEIN" FROM {people};
SELECT p."Vein" FROM {people} AS p;

-- alias-of-denied | answers 6; NOT_FOUND | An alias of a denied column's name shows whether it is taken.
SELECT id AS vein FROM {people};
SELECT id AS vein FROM {people} WHERE vein > 0;

-- order-by-own-alias | answers 6 in order | The alias stands for what it names.
SELECT id AS vein FROM {people} ORDER BY vein;

-- did-you-mean | NOT_FOUND; NOT_FOUND; NOT_FOUND | A hint that names what is nearly that.
SELECT vain FROM {people};
SELECT pim FROM {people};
SELECT amont FROM {people};

-- hidden-table | NOT_FOUND; NOT_FOUND; NOT_FOUND | A table that nobody of the group may read.
SELECT * FROM {domain}.desk.payroll;
SELECT 1 FROM {domain}.desk.payroll WHERE 1 = 0;
SELECT COUNT(*) FROM {domain}.desk.payroll p JOIN {people} q ON p.person = q.id;

-- hidden-table-near | NOT_FOUND; NOT_FOUND | A hint that names a hidden table.
SELECT * FROM north.desk.payrol;
SELECT * FROM north.desk.peopl;

-- hidden-domain | NOT_FOUND; NOT_FOUND; NOT_FOUND | A domain that one has no grant in.
SELECT * FROM dark.pool.things;
SELECT * FROM dark.pool.thinks;
SELECT * FROM drak.pool.things;

-- hidden-domain-forms | NOT_FOUND; NOT_FOUND; NOT_FOUND; NOT_FOUND | Other forms of its name.
SELECT * FROM mesh.dark.pool.things;
SELECT * FROM "dark.pool"."things";
SELECT * FROM "mesh"."dark.pool"."things";
SELECT * FROM MESH."DARK.POOL".THINGS;

-- mapping-table | NOT_FOUND; NOT_FOUND; NOT_FOUND | The table by which rules map people to regions.
SELECT * FROM gov.map.regions;
SELECT * FROM {people} WHERE region IN (SELECT region FROM gov.map.regions);
SELECT * FROM gov.map.regionz;

-- mapping-table-forms | NOT_FOUND; NOT_FOUND | Other forms of its name.
SELECT * FROM "gov.map".regions;
SELECT * FROM mesh."gov.map"."regions";

-- physical-names | NOT_FOUND; NOT_FOUND; NOT_FOUND; NOT_FOUND | Names of tables and schemas at the sources.
SELECT * FROM people;
SELECT * FROM twin_clean.people;
SELECT * FROM public.people;
SELECT * FROM pg.people;

-- file-names | NOT_FOUND; NOT_FOUND; NOT_FOUND | Names of files, which DuckDB takes for tables.
SELECT * FROM "people.parquet";
SELECT * FROM "lake"."people.parquet";
SELECT * FROM "/etc/passwd";

-- engine-inputs | NOT_FOUND; NOT_FOUND; NOT_FOUND | Names that the engine's own inputs might have.
SELECT * FROM input_0;
SELECT * FROM raw;
SELECT * FROM residual;

-- engine-inputs-beside | NOT_FOUND | The same beside a table that makes an input.
SELECT * FROM {people} p JOIN input_0 i ON i.id = p.id;

-- engine-catalogs | NOT_FOUND; NOT_FOUND; NOT_FOUND; NOT_FOUND | System tables of the engines.
SELECT * FROM pg_catalog.pg_class;
SELECT * FROM duckdb_tables;
SELECT * FROM sqlite_master;
SELECT * FROM mysql.user;

-- foreign-information-schema | answers; NOT_FOUND | Views of the sources' information schemas.
SELECT table_name FROM information_schema.tables WHERE table_schema LIKE 'north%' ORDER BY 1;
SELECT * FROM information_schema.processlist;

-- long-name | NOT_FOUND | A name that is longer than any buffer.
SELECT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa FROM {people};

-- unicode-name | NOT_FOUND; NOT_FOUND | Letters that look like those of a hidden name, and escapes.
SELECT "vеin" FROM {people};
SELECT U&"\0076ein" FROM {people};

-- quotes-in-alias | answers 6; answers 6 | Aliases that end a quoted name in another dialect.
SELECT id AS "x"" FROM y; --" FROM {people};
SELECT id AS "x` FROM y; -- " FROM {people};

-- backslash-in-alias | answers 6 | Aliases with backslashes and braces.
SELECT id AS "\", qty AS "{0}", big AS "$1" FROM {people};

-- text-like-sql | answers 0; answers 0; answers 0 | Literals that end a literal in another dialect.
SELECT id FROM {people} WHERE code = 'x'' OR ''1''=''1';
SELECT id FROM {people} WHERE code = '\'' OR 1=1 -- ';
SELECT id FROM {people} WHERE code LIKE '%\%'' OR 1=1 -- ';

-- text-with-escapes | answers 0; answers 0 | Escapes that a server reads otherwise.
SELECT id FROM {people} WHERE code IN ('\', ' OR 1=1 -- ', '\\');
SELECT id FROM {people} WHERE code = '$$' OR code = '$1' OR code = '?' OR code = '%s';

-- unicode-literal | answers 0; INVALID_QUERY | Characters that turn into quotes in narrower encodings.
SELECT id FROM {people} WHERE code = 'ʼ OR 1=1' OR code = '＇';
SELECT id FROM {people} WHERE code = U&'\0027 OR 1=1';

-- comment-hints | answers 6; answers 6; answers 6 | Comments and hints that a server might obey.
SELECT /*+ NO_FILTER, INDEX(people) */ id FROM {people};
SELECT id FROM {people} /*! UNION SELECT 1 */;
SELECT id FROM {people} -- WHERE 1 = 0
;

-- table-hints | answers 6 | Hints after the table.
SELECT id FROM {people} /*+ policies(off) */;

-- qualified-by-table | answers 6; NOT_FOUND | Columns by the whole name of their table.
SELECT people.id, "people".qty FROM {people};
SELECT people.vein FROM {people};
