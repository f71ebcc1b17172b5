/** Checks finished plans against the access rules, by code that shares nothing with the planner. */
@NullMarked
package io.meshgate.plan.verify;

import org.jspecify.annotations.NullMarked;
