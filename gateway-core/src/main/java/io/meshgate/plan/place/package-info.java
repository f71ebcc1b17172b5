/**
 * Where each operator of a plan runs: in which source, or in the residual engine, and what that
 * costs.
 */
@NullMarked
package io.meshgate.plan.place;

import org.jspecify.annotations.NullMarked;
