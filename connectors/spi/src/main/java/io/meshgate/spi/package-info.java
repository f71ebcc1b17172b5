/** The contract between the gateway's planner and executor and one kind of data source. */
@NullMarked
package io.meshgate.spi;

import org.jspecify.annotations.NullMarked;
