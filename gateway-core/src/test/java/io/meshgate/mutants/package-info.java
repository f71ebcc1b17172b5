/** The engine with one of its defenses switched off at a time. */
@NullMarked
package io.meshgate.mutants;

import org.jspecify.annotations.NullMarked;
