/** Tables that the gateway itself fills: the information schema, products, queries. */
@NullMarked
package io.meshgate.system;

import org.jspecify.annotations.NullMarked;
