/** The product with one of its defenses switched off, and what of the tests notices. */
@NullMarked
package io.meshgate.connector.testing.mutant;

import org.jspecify.annotations.NullMarked;
