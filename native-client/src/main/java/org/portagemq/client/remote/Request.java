// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.Json;
import org.portagemq.client.codec.ResponseCode;

/**
 * What is asked of a server.
 *
 * @param code one of {@link org.portagemq.client.codec.RequestCode}
 * @param verb what is done: {@code send to topic}
 * @param object what it is done to: {@code orders}
 * @param fields parameters by name
 * @param body not to be changed
 * @param accepted answers that are no failures
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared or changed.
public record Request(
        int code, String verb, String object, Map<String, String> fields, byte[] body, Set<Integer> accepted) {

    private static final Set<Integer> SUCCESS = Set.of(ResponseCode.SUCCESS);

    public static Request of(int code, String verb, String object) {
        return new Request(code, verb, object, Map.of(), Command.NO_BODY, SUCCESS);
    }

    /** @param namesAndValues in turn; a null value leaves the name out */
    public Request fields(Object... namesAndValues) {
        Map<String, String> all = new LinkedHashMap<>(namesAndValues.length);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                all.put((String) namesAndValues[i], String.valueOf(namesAndValues[i + 1]));
            }
        }
        return new Request(code, verb, object, all, body, accepted);
    }

    /** The same with one more field. */
    public Request with(String name, Object value) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put(name, String.valueOf(value));
        return new Request(code, verb, object, all, body, accepted);
    }

    public Request body(byte[] octets) {
        return new Request(code, verb, object, fields, octets, accepted);
    }

    public Request json(Object value) {
        return body(Json.bytes(value));
    }

    /** Answers with these codes are no failures; success is none as well. */
    public Request accepting(Integer... codes) {
        Set<Integer> all = new HashSet<>(Set.of(codes));
        all.addAll(accepted);
        return new Request(code, verb, object, fields, body, Set.copyOf(all));
    }

    /** The same with a set that is made once. */
    public Request accepting(Set<Integer> codes) {
        return new Request(code, verb, object, fields, body, codes);
    }

    /** For people. */
    public String operation() {
        return object.isEmpty() ? verb : verb + " '" + object + "'";
    }
}
