/** What stands for tables in plans: names that are not guarded yet, and the leaves that are. */
@NullMarked
package io.meshgate.policy.guard;

import org.jspecify.annotations.NullMarked;
