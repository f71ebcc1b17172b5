/** Tests of the decisions of an Open Policy Agent. */
@NullMarked
package io.meshgate.policy.opa;

import org.jspecify.annotations.NullMarked;
