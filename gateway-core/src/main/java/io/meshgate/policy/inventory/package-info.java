/** Policy files as people wrote them: what those who govern a mesh read, test and compare. */
@NullMarked
package io.meshgate.policy.inventory;

import org.jspecify.annotations.NullMarked;
