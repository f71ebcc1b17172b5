/**
 * What may be seen: access policies, their decisions, and the leaf of the plan that enforces them.
 */
@NullMarked
package io.meshgate.policy;

import org.jspecify.annotations.NullMarked;
