/** The connector to MySQL and MariaDB: their types, their dialect and what they run exactly. */
@NullMarked
package io.meshgate.connector.mysql;

import org.jspecify.annotations.NullMarked;
