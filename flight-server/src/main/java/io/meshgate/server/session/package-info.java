/** The options of client sessions and how clients carry them from call to call. */
@NullMarked
package io.meshgate.server.session;

import org.jspecify.annotations.NullMarked;
