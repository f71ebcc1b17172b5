/** Who somebody is, whatever proved it. */
@NullMarked
package io.meshgate.server.auth.identity;

import org.jspecify.annotations.NullMarked;
