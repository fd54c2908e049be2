package org.portagemq.amqp;
