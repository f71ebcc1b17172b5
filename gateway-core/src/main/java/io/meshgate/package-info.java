/** The engine: one entry point that plans and runs a query over all data products. */
@NullMarked
package io.meshgate;

import org.jspecify.annotations.NullMarked;
