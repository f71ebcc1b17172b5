/** What operators see of a gateway: its log of queries, metrics, traces and health. */
@NullMarked
package io.meshgate.server.observe;

import org.jspecify.annotations.NullMarked;
