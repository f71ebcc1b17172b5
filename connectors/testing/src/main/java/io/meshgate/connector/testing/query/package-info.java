/** Random queries, as a gateway is asked them and as DuckDB is, and the rows that they read. */
@NullMarked
package io.meshgate.connector.testing.query;

import org.jspecify.annotations.NullMarked;
