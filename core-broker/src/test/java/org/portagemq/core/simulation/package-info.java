/** Fixtures: a disk in memory that crashes, tears, fills and fails as its seed says. */
package org.portagemq.core.simulation;
