/** Settings by name pattern: which policy counts for a name, and what it makes of declared settings. */
package org.portagemq.core.policy;
