/** Who asks, under which limits, and how they are told that something is wrong. */
@NullMarked
package io.meshgate.session;

import org.jspecify.annotations.NullMarked;
