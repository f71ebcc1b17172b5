/** Answering a query: remote scans, guards, and the residual engine. */
@NullMarked
package io.meshgate.execute;

import org.jspecify.annotations.NullMarked;
