/** Tests of what needs no server; the rest is tested through the connectors. */
@NullMarked
package io.meshgate.connector.jdbc;

import org.jspecify.annotations.NullMarked;
