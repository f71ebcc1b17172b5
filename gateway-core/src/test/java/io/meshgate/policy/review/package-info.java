/** Tests of the tools for those who govern. */
@NullMarked
package io.meshgate.policy.review;

import org.jspecify.annotations.NullMarked;
