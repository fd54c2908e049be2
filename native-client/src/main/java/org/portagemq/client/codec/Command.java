// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request, or the answer to one, as it goes over a connection.
 *
 * @param encoding of its header, as it came
 * @param code what is wanted, see {@link RequestCode}, or how it went, see {@link ResponseCode}
 * @param language of the sender, see {@link Languages}
 * @param version of the sender
 * @param opaque the sender's number of the request, repeated by its answer
 * @param flags {@link #RESPONSE}, {@link #ONE_WAY}
 * @param remark words for people; null for none
 * @param fields parameters by name
 * @param body not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared or changed.
public record Command(
        HeaderEncoding encoding,
        int code,
        int language,
        int version,
        int opaque,
        int flags,
        String remark,
        Map<String, String> fields,
        byte[] body) {

    public static final int RESPONSE = 1;
    /** Of a request that is not to be answered. */
    public static final int ONE_WAY = 2;
    /** The version of the protocol that is spoken here: that of release 5.5.0. */
    public static final int VERSION = 513;

    public static final byte[] NO_BODY = new byte[0];

    /** A request in JSON. */
    public static Command request(int code, int opaque, boolean oneWay, Map<String, String> fields, byte[] body) {
        int flags = oneWay ? ONE_WAY : 0;
        return new Command(HeaderEncoding.JSON, code, Languages.JAVA, VERSION, opaque, flags, null, fields, body);
    }

    /** The answer to this request, in its encoding. */
    public Command answer(int answerCode, String words, Map<String, String> answerFields, byte[] answerBody) {
        return new Command(
                encoding, answerCode, Languages.JAVA, VERSION, opaque, RESPONSE, words, answerFields, answerBody);
    }

    public boolean isResponse() {
        return (flags & RESPONSE) != 0;
    }

    public boolean isOneWay() {
        return (flags & ONE_WAY) != 0;
    }

    /** Null when there is none. */
    public String field(String name) {
        return fields.get(name);
    }

    /** The same with one field more. */
    public Command with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new Command(encoding, code, language, version, opaque, flags, remark, more, body);
    }

    @Override
    public String toString() {
        return (isResponse() ? "answer " : "request ") + code + " (" + opaque + ") " + fields + ", " + body.length
                + " bytes" + (remark == null ? "" : ": " + remark);
    }
}
