// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.portagemq.core.api.Filter;
import org.portagemq.remoting.message.NativeVocabulary;
import org.portagemq.remoting.message.Tags;

/**
 * Which messages of a topic a group wants.
 *
 * @param expression tags, or a condition in SQL92
 * @param type {@link #TAG} or {@link #SQL92}
 * @param version rises with each change
 */
public record Subscription(String topic, String expression, String type, long version, Tags tags) {

    public static final String TAG = "TAG";
    public static final String SQL92 = "SQL92";

    public static Subscription of(String topic, String expression, String type, long version) {
        String known = type == null || type.isEmpty() ? TAG : type;
        String text = expression == null ? "*" : expression;
        return new Subscription(topic, text, known, version, known.equals(TAG) ? Tags.parse(text) : Tags.ALL);
    }

    /** As it stands in bodies of requests. */
    static Subscription read(Map<?, ?> json) {
        Object version = json.get("subVersion");
        return of(
                String.valueOf(json.get("topic")),
                json.get("subString") instanceof String text ? text : null,
                json.get("expressionType") instanceof String text ? text : null,
                version instanceof Number number ? number.longValue() : 0);
    }

    public boolean isSelector() {
        return type.equals(SQL92);
    }

    /** What the broker filters by itself; all where tags are compared. */
    public Filter filter() {
        return isSelector() ? Filter.selector(expression, NativeVocabulary.INSTANCE) : Filter.ALL;
    }

    /** For bodies of answers. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("classFilterMode", false);
        List<String> wanted = tags.isAll() ? List.of() : List.copyOf(new TreeSet<>(tags.wanted()));
        json.put("codeSet", wanted.stream().map(String::hashCode).toList());
        json.put("expressionType", type);
        json.put("subString", expression);
        json.put("subVersion", version);
        json.put("tagsSet", wanted);
        json.put("topic", topic);
        return json;
    }
}
