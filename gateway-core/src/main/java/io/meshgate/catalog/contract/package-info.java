/** Open Data Contract Standard contracts: read, checked, and turned into tables and columns. */
@NullMarked
package io.meshgate.catalog.contract;

import org.jspecify.annotations.NullMarked;
