/** The server's own part of the configuration: where it listens and how callers log in. */
@NullMarked
package io.meshgate.server.config;

import org.jspecify.annotations.NullMarked;
