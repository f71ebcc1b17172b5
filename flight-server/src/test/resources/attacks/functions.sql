# Functions of the engines behind the gateway. None of them exists in it.

-- files-of-duckdb | NOT_FOUND; NOT_FOUND; NOT_FOUND; NOT_FOUND | Functions that read files.
SELECT * FROM read_text('/etc/passwd');
SELECT * FROM read_csv('/etc/passwd');
SELECT * FROM TABLE(read_parquet('people.parquet'));
SELECT * FROM glob('*');

-- catalog-of-duckdb | NOT_FOUND; NOT_FOUND; NOT_FOUND | Functions that list what the engine holds.
SELECT * FROM duckdb_tables();
SELECT * FROM TABLE(duckdb_secrets());
SELECT * FROM TABLE(pragma_table_info('input_0'));

-- query-of-duckdb | NOT_FOUND; NOT_FOUND | Functions that run text.
SELECT * FROM TABLE(query('SELECT 1'));
SELECT * FROM TABLE(query_table('input_0'));

-- settings-of-duckdb | NOT_FOUND; NOT_FOUND; NOT_FOUND | Settings and the environment.
SELECT current_setting('access_mode');
SELECT getenv('PATH');
SELECT getvariable('x');

-- error-of-duckdb | NOT_FOUND; NOT_FOUND | A function that fails with a value in its text.
SELECT error(code) FROM {people};
SELECT error('x' || phone) FROM {people};

-- stats-of-duckdb | NOT_FOUND | A function that shows the least and the greatest value.
SELECT stats(amount) FROM {people};

-- sleep-of-postgres | NOT_FOUND; NOT_FOUND | Time as a channel, made on purpose.
SELECT pg_sleep(1) FROM {people};
SELECT CASE WHEN region = 'US' THEN pg_sleep(1) END FROM {people};

-- sleep-of-mariadb | NOT_FOUND; NOT_FOUND | The same for MariaDB.
SELECT sleep(1) FROM {people};
SELECT benchmark(1000000, md5('x')) FROM {people};

-- files-of-postgres | NOT_FOUND; NOT_FOUND; NOT_FOUND | Functions that read files of the server.
SELECT pg_read_file('/etc/passwd');
SELECT pg_ls_dir('/');
SELECT lo_import('/etc/passwd');

-- files-of-mariadb | NOT_FOUND | The same for MariaDB.
SELECT load_file('/etc/passwd');

-- query-of-postgres | NOT_FOUND; NOT_FOUND; NOT_FOUND | Functions that run text, or read other tables.
SELECT query_to_xml('SELECT 1', TRUE, TRUE, '');
SELECT table_to_xml('people', TRUE, TRUE, '');
SELECT * FROM TABLE(dblink('', 'SELECT 1'));

-- settings-of-postgres | NOT_FOUND; NOT_FOUND; NOT_FOUND | Settings and sizes.
SELECT set_config('search_path', 'x', FALSE);
SELECT pg_backend_pid();
SELECT inet_server_addr();

-- version | NOT_FOUND; NOT_FOUND; NOT_FOUND | Versions of the engines.
SELECT version();
SELECT sqlite_version();
SELECT pg_postmaster_start_time();

-- user-functions | answers; answers; UNSUPPORTED | Who the engines think one is: the names are the gateway's.
SELECT CURRENT_USER;
SELECT SESSION_USER;
SELECT CURRENT_CATALOG;

-- clock | answers 1; answers 1 | The clock as a value is fine, and is not compared here.
SELECT CURRENT_TIMESTAMP IS NOT NULL;
SELECT CURRENT_DATE > DATE '2020-01-01';

-- random | UNSUPPORTED; NOT_FOUND | Chance, which may run once a row below the filter.
SELECT random() < 0 FROM {people};
SELECT gen_random_uuid() FROM {people};

-- sequence | NOT_FOUND; NOT_FOUND | State that counts evaluations.
SELECT nextval('s') FROM {people};
SELECT LAST_INSERT_ID() FROM {people};

-- calcite-random | UNSUPPORTED | The same by the name that the gateway's parser may know.
SELECT RAND() < 0 FROM {people};

-- regular-functions | NOT_FOUND; NOT_FOUND | Functions with patterns.
SELECT regexp_extract(code, '(a+)+') FROM {people};
SELECT regexp_matches(code, '[') FROM {people};

-- xml | NOT_FOUND; NOT_FOUND | Functions of XML, which read entities.
SELECT EXTRACTVALUE(doc, '/a') FROM {people};
SELECT xpath('/a', doc) FROM {people};

-- json-functions | NOT_FOUND; UNSUPPORTED | Rows as documents.
SELECT row_to_json(p) FROM {people} AS p;
SELECT JSON_OBJECT('a': code) FROM {people};

-- aggregates-of-engines | NOT_FOUND; UNSUPPORTED; UNSUPPORTED | Aggregates that keep values, or rows of the extremes.
SELECT histogram(amount) FROM {people};
SELECT arg_max(phone, amount) FROM {people};
SELECT string_agg(iban, ',') FROM {people};

-- listing-aggregates | UNSUPPORTED; UNSUPPORTED | The same by standard names.
SELECT COLLECT(amount) FROM {people};
SELECT MODE(amount) FROM {people};

-- percentiles | UNSUPPORTED | A value of a row, by its position.
SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY amount) FROM {people};

-- schema-qualified-functions | NOT_FOUND; NOT_FOUND; NOT_FOUND | Functions by the whole name.
SELECT pg_catalog.pg_sleep(1);
SELECT main.read_text('/etc/passwd');
SELECT "mesh"."system"."sleep"(1);

-- braced-functions | UNSUPPORTED; INVALID_QUERY | Escapes of ODBC.
SELECT {fn DATABASE()};
SELECT {fn SLEEP(1)};

-- operators-of-postgres | UNSUPPORTED; answers 6 | Operators with functions behind them; one of them is a cast by another name.
SELECT id FROM {people} WHERE code ~ '.*';
SELECT code::integer FROM {people};

-- casts-to-names | INVALID_QUERY; INVALID_QUERY | Types that look up names.
SELECT CAST('people' AS regclass);
SELECT CAST(code AS oid) FROM {people};

-- hash-of-the-gateway | NOT_FOUND; NOT_FOUND | The function by which the gateway makes hashes, with a text of one's own.
SELECT HMAC('x', 'k1');
SELECT MASK_HMAC(code, 'k1') FROM {people};

-- internal-operators | NOT_FOUND; answers 1 = 21 | Operators of plans: the first is unknown, the second adds up like SUM.
SELECT id FROM {people} WHERE IN_MAPPING(region);
SELECT "$SUM0"(qty) FROM {people};

-- table-functions | NOT_FOUND; NOT_FOUND | Rows out of nothing, to fill or to count.
SELECT * FROM TABLE(generate_series(1, 10));
SELECT * FROM TABLE(repeat_row(1, 10));
