/** Decisions of an Open Policy Agent, in the JSON that Trino's access control speaks with it. */
@NullMarked
package io.meshgate.policy.opa;

import org.jspecify.annotations.NullMarked;
