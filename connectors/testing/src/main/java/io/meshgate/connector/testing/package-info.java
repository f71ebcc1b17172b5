/** What tests of connectors and of the engine share: the contract suite, a connector in memory. */
@NullMarked
package io.meshgate.connector.testing;

import org.jspecify.annotations.NullMarked;
