/** Which targets of a topic want a message. Indexed so that routing costs what it matches, not what is bound. */
package org.portagemq.core.routing;
