/** The running gateway as a server: starts and stops its doors. */
@NullMarked
package io.meshgate.server;

import org.jspecify.annotations.NullMarked;
