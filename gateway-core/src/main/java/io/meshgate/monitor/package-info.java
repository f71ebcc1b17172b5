/** What queries do and have done: for people who watch, stop, measure and trace them. */
@NullMarked
package io.meshgate.monitor;

import org.jspecify.annotations.NullMarked;
