/**
 * Answers about groups: the part of the plan that keeps single rows of a table from a caller who
 * may see groups of them only.
 */
@NullMarked
package io.meshgate.plan.group;

import org.jspecify.annotations.NullMarked;
