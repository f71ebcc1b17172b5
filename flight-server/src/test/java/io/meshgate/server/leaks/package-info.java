/**
 * Random rules over random data, asked through every door: whether anything that a caller sees
 * depends on what the caller may not see.
 */
@NullMarked
package io.meshgate.server.leaks;

import org.jspecify.annotations.NullMarked;
