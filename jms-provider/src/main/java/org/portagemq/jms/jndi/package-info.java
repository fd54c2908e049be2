/** Factories and destinations found by name, without a directory server: from the properties of a naming context. */
package org.portagemq.jms.jndi;
