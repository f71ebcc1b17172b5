/** The demo: a mesh of four domains on real data, and a tour of it as two different people. */
@NullMarked
package io.meshgate.server.demo;

import org.jspecify.annotations.NullMarked;
