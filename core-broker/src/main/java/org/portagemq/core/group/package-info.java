/** What a consumer group knows of its messages: the index of entries, and which of them are done, out, or given back. */
package org.portagemq.core.group;
