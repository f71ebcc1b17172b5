/** TPC-H over stores of three kinds: its tables, queries and spreads, and how results compare. */
@NullMarked
package io.meshgate.tpch.suite;

import org.jspecify.annotations.NullMarked;
