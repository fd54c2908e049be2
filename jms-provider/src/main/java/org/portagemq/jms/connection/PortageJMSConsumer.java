// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageListener;
import jakarta.jms.StreamMessage;
import java.util.concurrent.TimeUnit;
import org.portagemq.client.session.MessageHeader;
import org.portagemq.jms.message.PortageMessage;

/** A consumer of a context. */
final class PortageJMSConsumer implements JMSConsumer {

    private final PortageConsumer consumer;

    PortageJMSConsumer(PortageConsumer consumer) {
        this.consumer = consumer;
    }

    @Override
    public String getMessageSelector() {
        return PortageJMSContext.get(consumer::getMessageSelector);
    }

    @Override
    public MessageListener getMessageListener() {
        return PortageJMSContext.get(consumer::getMessageListener);
    }

    @Override
    public void setMessageListener(MessageListener listener) {
        PortageJMSContext.run(() -> consumer.setMessageListener(listener));
    }

    @Override
    public Message receive() {
        return PortageJMSContext.get(consumer::receive);
    }

    @Override
    public Message receive(long timeout) {
        return PortageJMSContext.get(() -> consumer.receive(timeout));
    }

    @Override
    public Message receiveNoWait() {
        return PortageJMSContext.get(consumer::receiveNoWait);
    }

    @Override
    public void close() {
        PortageJMSContext.run(consumer::close);
    }

    @Override
    public <T> T receiveBody(Class<T> type) {
        return PortageJMSContext.get(() -> body(consumer.take(Long.MAX_VALUE), type));
    }

    @Override
    public <T> T receiveBody(Class<T> type, long timeout) {
        long nanos = timeout <= 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(timeout);
        return PortageJMSContext.get(() -> body(consumer.take(nanos), type));
    }

    @Override
    public <T> T receiveBodyNoWait(Class<T> type) {
        return PortageJMSContext.get(() -> body(consumer.takeNoWait(), type));
    }

    /** A message whose body is not of the class is delivered again where the session acknowledges by itself. */
    private <T> T body(PortageConsumer.Received received, Class<T> type) throws JMSException {
        if (received == null) {
            return null;
        }
        try {
            T body = body(received.message(), type);
            consumer.acknowledge(received);
            return body;
        } catch (MessageFormatException unreadable) {
            if (consumer.waitsForApplication()) {
                consumer.acknowledge(received);
            } else {
                consumer.putBack(received.taken());
            }
            throw unreadable;
        }
    }

    private static <T> T body(PortageMessage message, Class<T> type) throws JMSException {
        boolean whole = message.bodyKind() != MessageHeader.BodyKind.EMPTY && !(message instanceof StreamMessage);
        T body = whole ? message.getBody(type) : null;
        if (body == null) {
            throw new MessageFormatException("the message has no body that could be read as " + type.getName(), "BODY");
        }
        return body;
    }
}
