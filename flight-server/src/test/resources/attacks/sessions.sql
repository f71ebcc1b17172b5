# Options and headers say what a client wants, never who it is.

-- run-as | answers 6 | The option of governance, for somebody who is not.
\set run-as otto
SELECT id FROM {people};

-- run-as-header | answers 6 | The same as a header.
\header run-as otto
SELECT id FROM {people};

-- run-as-described | answers 6 | The same with a principal of one's own.
\set run-as {user: x, groups: [auditor]}
SELECT id FROM {people};

-- identity-headers | answers 6 | Headers by which proxies pass identities on.
\header x-forwarded-user otto
\header x-meshgate-user otto
\header x-trino-user otto
\header user otto
\header groups auditor
\header roles auditor
SELECT id FROM {people};

-- attribute-headers | answers 6 | Headers and options with attributes.
\header region US
\header attributes region=US
\header principal.region US
SELECT id FROM {people};

-- attribute-options | answers 6 | The same as options.
\set region US
\set dept y
\set groups auditor
\set attributes {region: US}
SELECT id FROM {people};

-- purpose-not-granted | answers 6 | A purpose that is another's.
\set purpose fraud
SELECT id FROM {people};

-- purpose-header | PERMISSION_DENIED | The same as a header.
\header purpose fraud
SELECT id FROM {people};

-- purpose-granted | answers 6 | A purpose of one's own changes nothing here.
\set purpose reporting
SELECT id FROM {people};

-- schema-of-hidden | NOT_FOUND | A default schema that one may not see.
\set schema dark.pool
SELECT * FROM things;

-- schema-of-nothing | NOT_FOUND | One that does not exist.
\set schema drak.pool
SELECT * FROM things;

-- schema-of-policy-data | NOT_FOUND | That of the mapping table.
\set schema gov.map
SELECT * FROM regions;

-- schema-with-quotes | answers | One with quotes in it.
\set schema x"; SELECT 1; --
SELECT 1;

-- schema-of-hidden-table | NOT_FOUND; answers 6 | A hidden table in a schema that is visible.
\set schema north.desk
SELECT * FROM payroll;
SELECT id FROM people;

-- strict-filter | PERMISSION_DENIED | A strict session is refused by policy, not by data.
\set strict on
SELECT id FROM {people};

-- strict-mask | PERMISSION_DENIED; PERMISSION_DENIED; answers 0 | The same for masks, for a condition that no row fulfils, and for one that no row could.
\set strict on
SELECT phone FROM {people};
SELECT id FROM {people} WHERE code = 'none';
SELECT id FROM {people} WHERE 1 = 0;

-- strict-denied | NOT_FOUND; NOT_FOUND | A strict session does not name what is hidden.
\set strict on
SELECT vein FROM {people};
SELECT * FROM dark.pool.things;

-- strict-by-header | PERMISSION_DENIED | The same by a header.
\header strict on
SELECT COUNT(*) FROM {people};

-- time-zone | answers 6; answers 6 | A zone that moves times over midnight, so that a filter by date would hit other rows.
\set timezone Pacific/Kiritimati
SELECT seen, CAST(seen AS DATE), EXTRACT(DAY FROM seen) FROM {people};
SELECT id FROM {people} WHERE CAST(seen AS DATE) >= DATE '2020-01-01';

-- bad-time-zone | answers 6 | A zone that is none, with SQL in it.
\set timezone UTC'; DROP TABLE people; --
SELECT id FROM {people};

-- bad-time-zone-header | INVALID_VALUE | The same as a header.
\header timezone Nowhere/Land
SELECT id FROM {people};

-- forms-of-results | answers 6; answers | Other forms of results.
\set nested json
\set timestamps text
SELECT * FROM {people};
SELECT seen FROM {people} ORDER BY seen;

-- unknown-options | answers 6 | Options of the engines.
\set search_path twin_clean
\set enable_external_access true
\set sql_mode ANSI
\set policies off
SELECT id FROM {people};

-- catalog-option | answers 6 | Another catalog.
\set catalog postgres
SELECT id FROM {people};

-- listed-options | answers; answers | What the session says of itself.
\options
SHOW SESSION;

-- nobody | NOT_FOUND; NOT_FOUND; answers 0 | Somebody without any right sees no trace of a product.
\as nina
SELECT * FROM {people};
SELECT * FROM {domain}.desk.peoplz;
SELECT table_schema FROM information_schema.tables WHERE table_schema LIKE '%.%';

-- no-attribute | answers 0; answers 1 = 0 | Somebody without the attribute that the filter reads sees no row of it.
\as pat
SELECT id FROM {domain}.desk.people WHERE '{people}' <> '';
SELECT COUNT(*) FROM {domain}.sealed.people;

-- injected-attribute | answers 0; answers 0 | An attribute that ends a literal.
\as mal
SELECT id FROM {domain}.desk.people WHERE '{people}' <> '';
SELECT id FROM {domain}.cases.people;

-- injected-mask | answers 0 | The same in a mask's expression.
\as mal
SELECT bonus FROM {domain}.desk.people WHERE '{people}' <> '';

-- governance-without-grant | NOT_FOUND; NOT_FOUND | Governance has no grant of its own.
\as gov
SELECT * FROM north.desk.people;
SELECT * FROM dark.pool.thinks;
