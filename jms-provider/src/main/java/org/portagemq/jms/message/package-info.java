/** Messages: their headers, properties and bodies, with the conversions that the specification names. */
package org.portagemq.jms.message;
