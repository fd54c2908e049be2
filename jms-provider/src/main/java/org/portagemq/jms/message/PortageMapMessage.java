// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.portagemq.client.session.Bodies;
import org.portagemq.client.session.MessageHeader;

/** A message with values by name. */
public final class PortageMapMessage extends PortageMessage implements MapMessage {

    private Map<String, Object> values = new LinkedHashMap<>();

    @Override
    public MessageHeader.BodyKind bodyKind() {
        return MessageHeader.BodyKind.MAP;
    }

    @Override
    byte[] encodeBody() {
        return Bodies.map(values);
    }

    @Override
    void decodeBody(byte[] body, ObjectRules objects) {
        values = Bodies.map(body);
    }

    @Override
    Object body() {
        if (values.isEmpty()) {
            return null;
        }
        Map<String, Object> copy = new LinkedHashMap<>(values);
        copy.replaceAll((name, value) -> value instanceof byte[] bytes ? bytes.clone() : value);
        return copy;
    }

    @Override
    boolean isReadableAs(Class<?> type) {
        return values.isEmpty() || type.isAssignableFrom(Map.class);
    }

    @Override
    public void clearBody() throws JMSException {
        super.clearBody();
        values = new LinkedHashMap<>();
    }

    private void set(String name, Object value) throws JMSException {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("a value of a map has a name");
        }
        requireWritableBody();
        values.put(name, value);
    }

    @Override
    public boolean getBoolean(String name) throws JMSException {
        return Conversions.toBoolean(values.get(name));
    }

    @Override
    public byte getByte(String name) throws JMSException {
        return Conversions.toByte(values.get(name));
    }

    @Override
    public short getShort(String name) throws JMSException {
        return Conversions.toShort(values.get(name));
    }

    @Override
    public char getChar(String name) throws JMSException {
        return Conversions.toChar(values.get(name));
    }

    @Override
    public int getInt(String name) throws JMSException {
        return Conversions.toInt(values.get(name));
    }

    @Override
    public long getLong(String name) throws JMSException {
        return Conversions.toLong(values.get(name));
    }

    @Override
    public float getFloat(String name) throws JMSException {
        return Conversions.toFloat(values.get(name));
    }

    @Override
    public double getDouble(String name) throws JMSException {
        return Conversions.toDouble(values.get(name));
    }

    @Override
    public String getString(String name) throws JMSException {
        return Conversions.toText(values.get(name));
    }

    @Override
    public byte[] getBytes(String name) throws JMSException {
        return Conversions.toBytes(values.get(name));
    }

    @Override
    public Object getObject(String name) {
        Object value = values.get(name);
        return value instanceof byte[] bytes ? bytes.clone() : value;
    }

    @Override
    public Enumeration<?> getMapNames() {
        return Collections.enumeration(values.keySet());
    }

    @Override
    public boolean itemExists(String name) {
        return values.containsKey(name);
    }

    @Override
    public void setBoolean(String name, boolean value) throws JMSException {
        set(name, value);
    }

    @Override
    public void setByte(String name, byte value) throws JMSException {
        set(name, value);
    }

    @Override
    public void setShort(String name, short value) throws JMSException {
        set(name, value);
    }

    @Override
    public void setChar(String name, char value) throws JMSException {
        set(name, value);
    }

    @Override
    public void setInt(String name, int value) throws JMSException {
        set(name, value);
    }

    @Override
    public void setLong(String name, long value) throws JMSException {
        set(name, value);
    }

    @Override
    public void setFloat(String name, float value) throws JMSException {
        set(name, value);
    }

    @Override
    public void setDouble(String name, double value) throws JMSException {
        set(name, value);
    }

    @Override
    public void setString(String name, String value) throws JMSException {
        set(name, value);
    }

    @Override
    public void setBytes(String name, byte[] value) throws JMSException {
        set(name, value == null ? null : value.clone());
    }

    @Override
    public void setBytes(String name, byte[] value, int offset, int length) throws JMSException {
        set(name, Arrays.copyOfRange(value, offset, Math.addExact(offset, length)));
    }

    @Override
    public void setObject(String name, Object value) throws JMSException {
        set(name, Conversions.element(value));
    }
}
