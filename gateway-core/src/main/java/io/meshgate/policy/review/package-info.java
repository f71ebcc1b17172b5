/**
 * Tools for those who govern: runs the tests of policies, explains decisions, compares versions.
 */
@NullMarked
package io.meshgate.policy.review;

import org.jspecify.annotations.NullMarked;
