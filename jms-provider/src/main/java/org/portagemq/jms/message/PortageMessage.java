// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.message;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.portagemq.client.session.Incoming;
import org.portagemq.client.session.MessageHeader;
import org.portagemq.client.session.Place;
import org.portagemq.jms.destination.PortageDestination;

/** A message without a body, and what all messages have in common. Not thread-safe. */
public class PortageMessage implements Message {

    private MessageHeader header = new MessageHeader();
    private Map<String, Object> properties = new LinkedHashMap<>();
    private Destination destination;
    private Destination replyTo;
    private int deliveryMode = DEFAULT_DELIVERY_MODE;
    private int priority = DEFAULT_PRIORITY;
    private boolean redelivered;
    /** 0 for a message that was not delivered. */
    private int deliveryCount;

    private boolean propertiesReadOnly;
    private boolean bodyReadOnly;
    private boolean strictNames = true;
    private Acknowledger acknowledger = () -> {};

    /** A new message, which can be written to. */
    public PortageMessage() {}

    /** Takes what the broker handed out; the message is read-only then. */
    final void receive(Incoming incoming, MessageHeader read, ObjectRules objects) throws JMSException {
        header = read;
        properties = new LinkedHashMap<>(read.properties());
        destination = PortageDestination.of(incoming.place());
        replyTo = read.replyTo == null ? null : PortageDestination.of(read.replyTo);
        deliveryMode =
                incoming.durable() ? jakarta.jms.DeliveryMode.PERSISTENT : jakarta.jms.DeliveryMode.NON_PERSISTENT;
        priority = Math.min(incoming.priority(), 9);
        redelivered = incoming.attempts() > 0;
        deliveryCount = incoming.attempts() + 1;
        if (!read.noBody) {
            decodeBody(incoming.body(), objects);
        }
        propertiesReadOnly = true;
        bodyReadOnly = true;
    }

    /** Names of properties that selectors cannot use are allowed. */
    public final void allowAnyPropertyName() {
        strictNames = false;
    }

    /** Who is told when the application acknowledges. */
    public final void acknowledger(Acknowledger newAcknowledger) {
        acknowledger = newAcknowledger;
    }

    // What a body is to the broker.

    /** What it carries. */
    public MessageHeader.BodyKind bodyKind() {
        return MessageHeader.BodyKind.EMPTY;
    }

    /** The body as it is sent; null for none. The caller may keep it. */
    byte[] encodeBody() throws JMSException {
        return null;
    }

    void decodeBody(byte[] body, ObjectRules objects) throws JMSException {
        // There is none.
    }

    /**
     * What is sent of it: both sections. Later changes of the message do not change them.
     *
     * @param origin by whom it is known to come; null for nobody
     */
    public final Encoded encode(String origin) throws JMSException {
        byte[] body = encodeBody();
        header.bodyKind = bodyKind();
        header.noBody = body == null;
        header.replyTo = PortageDestination.placeOf(replyTo);
        header.origin = origin;
        header.properties(lastingProperties());
        return new Encoded(header.encode(), body == null ? new byte[0] : body);
    }

    /** Whether it has properties of the application. */
    public final boolean hasProperties() {
        return !properties.isEmpty();
    }

    /** When a message is to be delivered is not said to who gets it: it would be delayed again when it is sent on. */
    private Map<String, Object> lastingProperties() {
        if (!properties.containsKey(PropertyNames.SCHEDULED_DELAY)
                && !properties.containsKey(PropertyNames.SCHEDULED_AT)) {
            return properties;
        }
        Map<String, Object> lasting = new LinkedHashMap<>(properties);
        lasting.remove(PropertyNames.SCHEDULED_DELAY);
        lasting.remove(PropertyNames.SCHEDULED_AT);
        return lasting;
    }

    /** Both sections of a message. */
    @SuppressWarnings("ArrayRecordComponent") // goes by reference; compared by nobody
    public record Encoded(byte[] header, byte[] body) {}

    final void requireWritableBody() throws MessageNotWriteableException {
        if (bodyReadOnly) {
            throw new MessageNotWriteableException(
                    "the body of a message that was received cannot be changed; clearBody() makes room for another one",
                    "READ_ONLY");
        }
    }

    final boolean isBodyReadOnly() {
        return bodyReadOnly;
    }

    final void bodyReadOnly(boolean readOnly) {
        bodyReadOnly = readOnly;
    }

    @Override
    public void clearBody() throws JMSException {
        bodyReadOnly = false;
    }

    // Header fields.

    @Override
    public final String getJMSMessageID() {
        return header.messageId;
    }

    @Override
    public final void setJMSMessageID(String id) {
        header.messageId = id;
    }

    @Override
    public final long getJMSTimestamp() {
        return header.timestamp;
    }

    @Override
    public final void setJMSTimestamp(long timestamp) {
        header.timestamp = timestamp;
    }

    @Override
    public final byte[] getJMSCorrelationIDAsBytes() {
        if (header.correlation instanceof byte[] bytes) {
            return bytes.clone();
        }
        return header.correlation == null ? null : ((String) header.correlation).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public final void setJMSCorrelationIDAsBytes(byte[] id) {
        header.correlation = id == null ? null : id.clone();
    }

    @Override
    public final void setJMSCorrelationID(String id) {
        header.correlation = id;
    }

    @Override
    public final String getJMSCorrelationID() {
        return header.correlation instanceof byte[] bytes
                ? new String(bytes, StandardCharsets.UTF_8)
                : (String) header.correlation;
    }

    @Override
    public final Destination getJMSReplyTo() {
        return replyTo;
    }

    @Override
    public final void setJMSReplyTo(Destination place) {
        replyTo = place;
    }

    @Override
    public final Destination getJMSDestination() {
        return destination;
    }

    @Override
    public final void setJMSDestination(Destination place) {
        destination = place;
    }

    @Override
    public final int getJMSDeliveryMode() {
        return deliveryMode;
    }

    @Override
    public final void setJMSDeliveryMode(int mode) {
        deliveryMode = mode;
    }

    @Override
    public final boolean getJMSRedelivered() {
        return redelivered;
    }

    @Override
    public final void setJMSRedelivered(boolean newRedelivered) {
        redelivered = newRedelivered;
    }

    @Override
    public final String getJMSType() {
        return header.type;
    }

    @Override
    public final void setJMSType(String type) {
        header.type = type;
    }

    @Override
    public final long getJMSExpiration() {
        return header.expiration;
    }

    @Override
    public final void setJMSExpiration(long expiration) {
        header.expiration = expiration;
    }

    @Override
    public final long getJMSDeliveryTime() {
        return header.deliveryTime;
    }

    @Override
    public final void setJMSDeliveryTime(long time) {
        header.deliveryTime = time;
    }

    @Override
    public final int getJMSPriority() {
        return priority;
    }

    @Override
    public final void setJMSPriority(int newPriority) {
        priority = newPriority;
    }

    // Properties.

    @Override
    public final void clearProperties() {
        properties = new LinkedHashMap<>();
        deliveryCount = 0;
        header.user = null;
        header.application = null;
        propertiesReadOnly = false;
    }

    @Override
    public final boolean propertyExists(String name) {
        return property(name) != null || properties.containsKey(name);
    }

    private Object property(String name) {
        if (name == null) {
            return null;
        }
        return switch (name) {
            case PropertyNames.DELIVERY_COUNT -> deliveryCount == 0 ? null : (Integer) deliveryCount;
            case PropertyNames.USER_ID -> header.user;
            case PropertyNames.APPLICATION_ID -> header.application;
            default -> properties.get(name);
        };
    }

    @Override
    public final Enumeration<?> getPropertyNames() {
        Set<String> names = new LinkedHashSet<>(properties.keySet());
        for (String name :
                new String[] {PropertyNames.DELIVERY_COUNT, PropertyNames.USER_ID, PropertyNames.APPLICATION_ID}) {
            if (property(name) != null) {
                names.add(name);
            }
        }
        return Collections.enumeration(names);
    }

    @Override
    public final boolean getBooleanProperty(String name) throws JMSException {
        return Conversions.toBoolean(property(name));
    }

    @Override
    public final byte getByteProperty(String name) throws JMSException {
        return Conversions.toByte(property(name));
    }

    @Override
    public final short getShortProperty(String name) throws JMSException {
        return Conversions.toShort(property(name));
    }

    @Override
    public final int getIntProperty(String name) throws JMSException {
        return Conversions.toInt(property(name));
    }

    @Override
    public final long getLongProperty(String name) throws JMSException {
        return Conversions.toLong(property(name));
    }

    @Override
    public final float getFloatProperty(String name) throws JMSException {
        return Conversions.toFloat(property(name));
    }

    @Override
    public final double getDoubleProperty(String name) throws JMSException {
        return Conversions.toDouble(property(name));
    }

    @Override
    public final String getStringProperty(String name) throws JMSException {
        return Conversions.toText(property(name));
    }

    @Override
    public final Object getObjectProperty(String name) {
        return property(name);
    }

    @Override
    public final void setBooleanProperty(String name, boolean value) throws JMSException {
        set(name, value);
    }

    @Override
    public final void setByteProperty(String name, byte value) throws JMSException {
        set(name, value);
    }

    @Override
    public final void setShortProperty(String name, short value) throws JMSException {
        set(name, value);
    }

    @Override
    public final void setIntProperty(String name, int value) throws JMSException {
        set(name, value);
    }

    @Override
    public final void setLongProperty(String name, long value) throws JMSException {
        set(name, value);
    }

    @Override
    public final void setFloatProperty(String name, float value) throws JMSException {
        set(name, value);
    }

    @Override
    public final void setDoubleProperty(String name, double value) throws JMSException {
        set(name, value);
    }

    @Override
    public final void setStringProperty(String name, String value) throws JMSException {
        set(name, value);
    }

    @Override
    public final void setObjectProperty(String name, Object value) throws JMSException {
        set(name, value);
    }

    private void set(String name, Object value) throws JMSException {
        PropertyNames.check(name, strictNames);
        if (propertiesReadOnly) {
            throw new MessageNotWriteableException(
                    "the properties of a message that was received cannot be changed; clearProperties() makes room for"
                            + " others",
                    "READ_ONLY");
        }
        if (!Conversions.isProperty(value)) {
            throw new MessageFormatException("a property cannot hold a value of " + value.getClass(), "TYPE");
        }
        if (name.equals(PropertyNames.APPLICATION_ID)) {
            header.application = Conversions.toText(value);
        } else if (!PropertyNames.OF_BROKER.contains(name)) {
            properties.put(name, value);
        }
    }

    /** The key that keeps messages in order, if the application gave one; null for none. */
    public final String group() {
        return properties.get(PropertyNames.GROUP_ID) instanceof String group && !group.isEmpty() ? group : null;
    }

    /** Whether its group ends with this message, as ActiveMQ's applications say it. */
    public final boolean isLastOfGroup() {
        return properties.get(PropertyNames.GROUP_SEQUENCE) instanceof Number number && number.longValue() == -1;
    }

    // The rest.

    @Override
    public final void acknowledge() throws JMSException {
        acknowledger.acknowledge();
    }

    /** The body as an object of a class; a message without one gives null. */
    @Override
    public <T> T getBody(Class<T> type) throws JMSException {
        if (!isBodyAssignableTo(type)) {
            throw new MessageFormatException("the body cannot be read as " + type.getName(), "CONVERSION");
        }
        return type.cast(body());
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public final boolean isBodyAssignableTo(Class type) throws JMSException {
        return isReadableAs(type);
    }

    /** Whether the whole body can be had as an object of the class. */
    boolean isReadableAs(Class<?> type) throws JMSException {
        Object body = body();
        return body == null || type.isInstance(body);
    }

    /** The whole body, or null. */
    Object body() throws JMSException {
        return null;
    }

    /** For a message that goes out: where to, to be seen by the application afterwards. */
    public final void sentTo(Place place) {
        if (destination == null || !place.equals(ownPlace())) {
            destination = PortageDestination.of(place);
        }
    }

    private Place ownPlace() {
        return destination instanceof PortageDestination own ? own.place() : null;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + header.messageId + ", to " + destination + "]";
    }
}
