/** Lists, rows and maps through the whole engine, compared with what DuckDB itself says of them. */
@NullMarked
package io.meshgate.nested;

import org.jspecify.annotations.NullMarked;
