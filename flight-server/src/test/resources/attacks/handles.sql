# A ticket or a prepared statement of somebody else answers like one that is made up.

-- made-up-ticket | NOT_FOUND | A ticket of one's own making.
\ticket abc

-- sql-as-ticket | NOT_FOUND | SQL in the place of a ticket.
\ticket SELECT*FROM/**/north.desk.people

-- stolen-ticket | NOT_FOUND | A ticket of a colleague who sees other rows.
\steal otto SELECT id FROM {people}

-- stolen-ticket-of-own-rows | NOT_FOUND | A ticket for rows that one sees oneself.
\steal otto SELECT id FROM {people} WHERE region = 'EU'

-- stolen-constant | NOT_FOUND | A ticket for no rows of a table.
\steal ben SELECT 1

-- stolen-by-nobody | NOT_FOUND | A ticket in the hands of somebody without rights.
\as nina
\steal ana SELECT id FROM {people}

-- stolen-by-governance | NOT_FOUND | A ticket in the hands of governance.
\as gov
\steal ana SELECT id FROM {people}

-- stolen-prepared | NOT_FOUND | A prepared statement of a colleague.
\stealprepared otto SELECT id FROM {people}

-- stolen-prepared-constant | NOT_FOUND | A prepared statement without a table.
\stealprepared ben SELECT 1

-- stolen-prepared-by-nobody | NOT_FOUND | A prepared statement in the hands of somebody without rights.
\as nina
\stealprepared ana SELECT id FROM {people}

-- own-ticket-as-other | answers; answers 6 | After a failed theft one's own queries still work.
\options
SELECT id FROM {people};

-- cancel-unknown | NOT_FOUND | Stopping a query that is none.
\action meshgate.CancelQuery 00000000-0000-0000-0000-000000000000

-- cancel-with-sql | NOT_FOUND | SQL in the place of an id.
\action meshgate.CancelQuery ' OR 1=1 --

-- unknown-action | UNSUPPORTED | An action that is none.
\action DropEverything now

-- queries-of-others | answers 0 | Queries of others in the list of one's own.
SELECT query_id FROM system.queries WHERE user_name <> 'ana';

-- policies-of-others | answers 0 | The rules, for somebody who is not governance.
SELECT * FROM system.policies;

-- my-access | answers | What the gateway says of one's own access names nothing hidden.
SELECT * FROM system.my_access ORDER BY 1, 2, 3, 4;

-- my-access-hidden | answers 0 | Hidden names in it.
SELECT * FROM system.my_access WHERE schema_name <> 'views.desk' AND column_name IN ('pin', 'vein') OR table_name IN ('payroll', 'things', 'regions');
