/** Which tables a statement reaches, found without regard to what its caller may see. */
@NullMarked
package io.meshgate.plan.access;

import org.jspecify.annotations.NullMarked;
