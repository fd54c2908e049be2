// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a message says beside its body. Fields that are absent are null, times that are absent 0. Mutable until it is
 * encoded or after it was decoded; belongs to one thread.
 *
 * <pre>
 *  version 1 | body kind, with 0x10 when there is none | { tag | value } ...
 *  version and kind one octet each; the values by tag:
 *   1 message id text     2 timestamp number    3 correlation value   4 reply to: kind, text
 *   5 type text           6 expiration number   7 delivery time number
 *   8 origin text         9 user text          10 application text   11 content type text
 *  12 content encoding text                    13 properties: count, { name text, value }
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // their order is part of the encoding
public final class MessageHeader {

    private static final int VERSION = 1;
    private static final int NO_BODY = 0x10;
    private static final int KIND = 0x0F;

    private static final int MESSAGE_ID = 1;
    private static final int TIMESTAMP = 2;
    private static final int CORRELATION = 3;
    private static final int REPLY_TO = 4;
    private static final int TYPE = 5;
    private static final int EXPIRATION = 6;
    private static final int DELIVERY_TIME = 7;
    private static final int ORIGIN = 8;
    private static final int USER = 9;
    private static final int APPLICATION = 10;
    private static final int CONTENT_TYPE = 11;
    private static final int CONTENT_ENCODING = 12;
    private static final int PROPERTIES = 13;

    /** What a body is. Their order is part of the encoding. */
    public enum BodyKind {
        /** No body of any kind. */
        EMPTY,
        /** UTF-8. */
        TEXT,
        BYTES,
        /** {@link Bodies#map}. */
        MAP,
        /** {@link Bodies#list}. */
        STREAM,
        /** A serialized object. */
        OBJECT
    }

    private static final BodyKind[] BODY_KINDS = BodyKind.values();
    private static final Place.Kind[] PLACE_KINDS = Place.Kind.values();

    public BodyKind bodyKind = BodyKind.EMPTY;
    /** Whether there is no body, as opposed to an empty one. */
    public boolean noBody;

    public String messageId;
    public long timestamp;
    /** A text or bytes. */
    public Object correlation;

    public Place replyTo;
    public String type;
    public long expiration;
    public long deliveryTime;
    /** Of whom it is, for those who do not want their own messages. */
    public String origin;

    public String user;
    public String application;
    public String contentType;
    public String contentEncoding;
    private Map<String, Object> properties = Map.of();

    /** The application's properties, in their order. */
    public Map<String, Object> properties() {
        return Collections.unmodifiableMap(properties);
    }

    /** Takes the map, which must not change before the header is encoded. */
    public void properties(Map<String, Object> newProperties) {
        properties = newProperties;
    }

    public void property(String name, Object value) {
        if (properties.isEmpty()) {
            properties = new LinkedHashMap<>();
        }
        properties.put(name, value);
    }

    public byte[] encode() {
        SectionWriter out = new SectionWriter(96 + 32 * properties.size());
        out.octet(VERSION);
        out.octet(bodyKind.ordinal() | (noBody ? NO_BODY : 0));
        text(out, MESSAGE_ID, messageId);
        number(out, TIMESTAMP, timestamp);
        if (correlation != null) {
            out.octet(CORRELATION).value(correlation);
        }
        if (replyTo != null) {
            out.octet(REPLY_TO).octet(replyTo.kind().ordinal()).text(replyTo.name());
        }
        text(out, TYPE, type);
        number(out, EXPIRATION, expiration);
        number(out, DELIVERY_TIME, deliveryTime);
        text(out, ORIGIN, origin);
        text(out, USER, user);
        text(out, APPLICATION, application);
        text(out, CONTENT_TYPE, contentType);
        text(out, CONTENT_ENCODING, contentEncoding);
        if (!properties.isEmpty()) {
            out.octet(PROPERTIES).number(properties.size());
            properties.forEach((name, value) -> out.text(name).value(value));
        }
        return out.toBytes();
    }

    private static void text(SectionWriter out, int tag, String value) {
        if (value != null) {
            out.octet(tag).text(value);
        }
    }

    private static void number(SectionWriter out, int tag, long value) {
        if (value != 0) {
            out.octet(tag).number(value);
        }
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws SectionReader.MalformedException when it is something else
     */
    public static MessageHeader decode(byte[] bytes) {
        SectionReader in = new SectionReader(bytes);
        if (in.octet() != VERSION) {
            throw new SectionReader.MalformedException("a message header of an unknown version");
        }
        MessageHeader header = new MessageHeader();
        int body = in.octet();
        header.bodyKind = ofOrdinal(BODY_KINDS, body & KIND);
        header.noBody = (body & NO_BODY) != 0;
        while (in.hasMore()) {
            header.field(in.octet(), in);
        }
        return header;
    }

    private void field(int tag, SectionReader in) {
        switch (tag) {
            case MESSAGE_ID -> messageId = in.text();
            case TIMESTAMP -> timestamp = in.number();
            case CORRELATION -> correlation = in.value();
            case REPLY_TO -> replyTo = new Place(ofOrdinal(PLACE_KINDS, in.octet()), in.text());
            case TYPE -> type = in.text();
            case EXPIRATION -> expiration = in.number();
            case DELIVERY_TIME -> deliveryTime = in.number();
            case ORIGIN -> origin = in.text();
            case USER -> user = in.text();
            case APPLICATION -> application = in.text();
            case CONTENT_TYPE -> contentType = in.text();
            case CONTENT_ENCODING -> contentEncoding = in.text();
            case PROPERTIES -> {
                int count = in.count();
                Map<String, Object> read = new LinkedHashMap<>();
                for (int i = 0; i < count; i++) {
                    read.put(in.text(), in.value());
                }
                properties = read;
            }
            default -> throw new SectionReader.MalformedException("a header field of unknown tag " + tag);
        }
    }

    private static <T> T ofOrdinal(T[] values, int ordinal) {
        if (ordinal >= values.length) {
            throw new SectionReader.MalformedException("a message header with an unknown kind");
        }
        return values[ordinal];
    }
}
