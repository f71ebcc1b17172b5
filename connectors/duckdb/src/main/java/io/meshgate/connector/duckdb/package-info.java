/** A source that is a DuckDB database file, or folders of Parquet, CSV and JSON files. */
@NullMarked
package io.meshgate.connector.duckdb;

import org.jspecify.annotations.NullMarked;
