/** Tests of the PostgreSQL connector on a real server. */
@NullMarked
package io.meshgate.connector.postgres;

import org.jspecify.annotations.NullMarked;
