/** The benchmark's queries over a mesh of three kinds of source, against one database. */
@NullMarked
package io.meshgate.tpch;

import org.jspecify.annotations.NullMarked;
