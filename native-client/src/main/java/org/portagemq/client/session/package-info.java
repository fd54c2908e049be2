/**
 * What a client that works in sessions says to a broker and hears from it: small immutable commands and events, exchanged
 * without waiting. The same records go by reference to a broker in the same process, and through a codec to one elsewhere.
 */
package org.portagemq.client.session;
