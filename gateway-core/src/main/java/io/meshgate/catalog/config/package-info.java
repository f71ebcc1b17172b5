/** The gateway's configuration file, {@code mesh.yaml}, and the sources that it names. */
@NullMarked
package io.meshgate.catalog.config;

import org.jspecify.annotations.NullMarked;
