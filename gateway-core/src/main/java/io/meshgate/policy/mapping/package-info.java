/** Tables that policies read: what a rule may ask them, and where the answer is put into a plan. */
@NullMarked
package io.meshgate.policy.mapping;

import org.jspecify.annotations.NullMarked;
