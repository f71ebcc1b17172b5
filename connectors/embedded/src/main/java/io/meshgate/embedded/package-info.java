/** Real database servers from Maven artifacts, for tests, benchmarks and the demo. */
@NullMarked
package io.meshgate.embedded;

import org.jspecify.annotations.NullMarked;
