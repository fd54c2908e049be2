/** Checksummed snapshots of the core's tables: truth is the newest complete one plus the log after it. */
package org.portagemq.core.snapshot;
