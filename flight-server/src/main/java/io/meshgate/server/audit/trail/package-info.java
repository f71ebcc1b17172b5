/**
 * The trail on disk: files of records, written in groups by one thread, and what is done after a
 * crash.
 */
@NullMarked
package io.meshgate.server.audit.trail;

import org.jspecify.annotations.NullMarked;
