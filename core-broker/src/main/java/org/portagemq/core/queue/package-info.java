/** Shared index files: blocks of consume queue entries, and the index that finds records by key. */
package org.portagemq.core.queue;
