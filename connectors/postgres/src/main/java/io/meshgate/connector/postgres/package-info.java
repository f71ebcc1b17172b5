/** Reads PostgreSQL: describes tables from its catalog and copies query results into Arrow. */
@NullMarked
package io.meshgate.connector.postgres;

import org.jspecify.annotations.NullMarked;
