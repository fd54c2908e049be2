// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.portagemq.jms.message.PortageBytesMessage;
import org.portagemq.jms.message.PortageMessage;

/** A producer of a context: what is set here goes onto each message that it sends. */
final class PortageJMSProducer implements JMSProducer {

    private final PortageJMSContext context;
    /** Holds properties and header fields, with their conversions. */
    private final PortageMessage template = new PortageMessage();

    private int mode = DeliveryMode.PERSISTENT;
    private int priority = Message.DEFAULT_PRIORITY;
    private long ttlMs;
    private long delayMs;
    private boolean withoutId;
    private boolean withoutTime;
    private CompletionListener async;
    private boolean bytesCorrelation;

    PortageJMSProducer(PortageJMSContext context) {
        this.context = context;
        if (!context.session().work().options().validatePropertyNames()) {
            template.allowAnyPropertyName();
        }
    }

    @Override
    public JMSProducer send(Destination to, Message message) {
        PortageJMSContext.run(() -> {
            if (message == null) {
                throw new MessageFormatException("there is no message to send", "NULL");
            }
            complete(message);
            context.session()
                    .sends()
                    .send(
                            Sends.require(to),
                            message,
                            new Sends.Manner(mode, priority, ttlMs, delayMs, withoutId, withoutTime),
                            async);
        });
        return this;
    }

    private void complete(Message message) throws JMSException {
        context.session().requireOpen();
        for (Enumeration<?> names = template.getPropertyNames(); names.hasMoreElements(); ) {
            String name = (String) names.nextElement();
            message.setObjectProperty(name, template.getObjectProperty(name));
        }
        if (template.getJMSCorrelationIDAsBytes() != null) {
            if (bytesCorrelation) {
                message.setJMSCorrelationIDAsBytes(template.getJMSCorrelationIDAsBytes());
            } else {
                message.setJMSCorrelationID(template.getJMSCorrelationID());
            }
        }
        if (template.getJMSReplyTo() != null) {
            message.setJMSReplyTo(template.getJMSReplyTo());
        }
        if (template.getJMSType() != null) {
            message.setJMSType(template.getJMSType());
        }
    }

    @Override
    public JMSProducer send(Destination to, String body) {
        return send(to, PortageJMSContext.get(() -> context.session().createTextMessage(body)));
    }

    @Override
    public JMSProducer send(Destination to, Map<String, Object> body) {
        return send(to, PortageJMSContext.get(() -> {
            MapMessage message = context.session().createMapMessage();
            if (body != null) {
                for (Map.Entry<String, Object> each : body.entrySet()) {
                    message.setObject(each.getKey(), each.getValue());
                }
            }
            return message;
        }));
    }

    @Override
    public JMSProducer send(Destination to, byte[] body) {
        return send(to, PortageJMSContext.get(() -> {
            PortageBytesMessage message =
                    (PortageBytesMessage) context.session().createBytesMessage();
            if (body != null) {
                message.writeBytes(body);
            }
            return message;
        }));
    }

    @Override
    public JMSProducer send(Destination to, Serializable body) {
        return send(to, PortageJMSContext.get(() -> context.session().createObjectMessage(body)));
    }

    @Override
    public JMSProducer setDisableMessageID(boolean value) {
        withoutId = value;
        return this;
    }

    @Override
    public boolean getDisableMessageID() {
        return withoutId;
    }

    @Override
    public JMSProducer setDisableMessageTimestamp(boolean value) {
        withoutTime = value;
        return this;
    }

    @Override
    public boolean getDisableMessageTimestamp() {
        return withoutTime;
    }

    @Override
    public JMSProducer setDeliveryMode(int newMode) {
        PortageJMSContext.run(() -> PortageProducer.requireMode(newMode));
        mode = newMode;
        return this;
    }

    @Override
    public int getDeliveryMode() {
        return mode;
    }

    @Override
    public JMSProducer setPriority(int newPriority) {
        PortageJMSContext.run(() -> PortageProducer.requirePriority(newPriority));
        priority = newPriority;
        return this;
    }

    @Override
    public int getPriority() {
        return priority;
    }

    @Override
    public JMSProducer setTimeToLive(long newTtlMs) {
        PortageJMSContext.run(() -> PortageProducer.requireTime("time to live", newTtlMs));
        ttlMs = newTtlMs;
        return this;
    }

    @Override
    public long getTimeToLive() {
        return ttlMs;
    }

    @Override
    public JMSProducer setDeliveryDelay(long newDelayMs) {
        PortageJMSContext.run(() -> PortageProducer.requireTime("delivery delay", newDelayMs));
        delayMs = newDelayMs;
        return this;
    }

    @Override
    public long getDeliveryDelay() {
        return delayMs;
    }

    @Override
    public JMSProducer setAsync(CompletionListener listener) {
        async = listener;
        return this;
    }

    @Override
    public CompletionListener getAsync() {
        return async;
    }

    @Override
    public JMSProducer setProperty(String name, boolean value) {
        PortageJMSContext.run(() -> template.setBooleanProperty(name, value));
        return this;
    }

    @Override
    public boolean getBooleanProperty(String name) {
        return PortageJMSContext.get(() -> template.getBooleanProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, byte value) {
        PortageJMSContext.run(() -> template.setByteProperty(name, value));
        return this;
    }

    @Override
    public byte getByteProperty(String name) {
        return PortageJMSContext.get(() -> template.getByteProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, short value) {
        PortageJMSContext.run(() -> template.setShortProperty(name, value));
        return this;
    }

    @Override
    public short getShortProperty(String name) {
        return PortageJMSContext.get(() -> template.getShortProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, int value) {
        PortageJMSContext.run(() -> template.setIntProperty(name, value));
        return this;
    }

    @Override
    public int getIntProperty(String name) {
        return PortageJMSContext.get(() -> template.getIntProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, long value) {
        PortageJMSContext.run(() -> template.setLongProperty(name, value));
        return this;
    }

    @Override
    public long getLongProperty(String name) {
        return PortageJMSContext.get(() -> template.getLongProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, float value) {
        PortageJMSContext.run(() -> template.setFloatProperty(name, value));
        return this;
    }

    @Override
    public float getFloatProperty(String name) {
        return PortageJMSContext.get(() -> template.getFloatProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, double value) {
        PortageJMSContext.run(() -> template.setDoubleProperty(name, value));
        return this;
    }

    @Override
    public double getDoubleProperty(String name) {
        return PortageJMSContext.get(() -> template.getDoubleProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, String value) {
        PortageJMSContext.run(() -> template.setStringProperty(name, value));
        return this;
    }

    @Override
    public String getStringProperty(String name) {
        return PortageJMSContext.get(() -> template.getStringProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, Object value) {
        PortageJMSContext.run(() -> template.setObjectProperty(name, value));
        return this;
    }

    @Override
    public Object getObjectProperty(String name) {
        return template.getObjectProperty(name);
    }

    @Override
    public JMSProducer clearProperties() {
        template.clearProperties();
        return this;
    }

    @Override
    public boolean propertyExists(String name) {
        return template.propertyExists(name);
    }

    @Override
    public Set<String> getPropertyNames() {
        Set<String> names = new LinkedHashSet<>();
        for (Enumeration<?> each = template.getPropertyNames(); each.hasMoreElements(); ) {
            names.add((String) each.nextElement());
        }
        return Collections.unmodifiableSet(names);
    }

    @Override
    public JMSProducer setJMSCorrelationIDAsBytes(byte[] id) {
        template.setJMSCorrelationIDAsBytes(id);
        bytesCorrelation = true;
        return this;
    }

    @Override
    public byte[] getJMSCorrelationIDAsBytes() {
        return template.getJMSCorrelationIDAsBytes();
    }

    @Override
    public JMSProducer setJMSCorrelationID(String id) {
        template.setJMSCorrelationID(id);
        bytesCorrelation = false;
        return this;
    }

    @Override
    public String getJMSCorrelationID() {
        return template.getJMSCorrelationID();
    }

    @Override
    public JMSProducer setJMSType(String type) {
        template.setJMSType(type);
        return this;
    }

    @Override
    public String getJMSType() {
        return template.getJMSType();
    }

    @Override
    public JMSProducer setJMSReplyTo(Destination replyTo) {
        template.setJMSReplyTo(replyTo);
        return this;
    }

    @Override
    public Destination getJMSReplyTo() {
        return template.getJMSReplyTo();
    }
}
