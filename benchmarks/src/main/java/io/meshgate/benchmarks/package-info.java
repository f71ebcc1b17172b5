/** Measurements against a baseline in the same run; nothing depends on them. */
@NullMarked
package io.meshgate.benchmarks;

import org.jspecify.annotations.NullMarked;
