/** Random queries: the same rows with pushdown, without it, and from DuckDB alone. */
@NullMarked
package io.meshgate.random;

import org.jspecify.annotations.NullMarked;
