/** How a query is answered: from text to remote scans and a residual. */
@NullMarked
package io.meshgate.plan;

import org.jspecify.annotations.NullMarked;
