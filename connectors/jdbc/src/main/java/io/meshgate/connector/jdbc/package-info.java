/**
 * What connectors to JDBC databases share: a pool, a scan's connection, its batches, its errors.
 */
@NullMarked
package io.meshgate.connector.jdbc;

import org.jspecify.annotations.NullMarked;
