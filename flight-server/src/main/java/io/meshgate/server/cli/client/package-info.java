/** The connection to a running gateway that commands share: its options, log-in and calls. */
@NullMarked
package io.meshgate.server.cli.client;

import org.jspecify.annotations.NullMarked;
