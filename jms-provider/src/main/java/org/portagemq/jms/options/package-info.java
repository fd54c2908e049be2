/** How connections are made: the options of addresses and factories. */
package org.portagemq.jms.options;
