/** What derived products read, as their queries and contracts say. */
@NullMarked
package io.meshgate.catalog.derived;

import org.jspecify.annotations.NullMarked;
