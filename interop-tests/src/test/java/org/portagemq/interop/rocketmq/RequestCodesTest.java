// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.rocketmq.remoting.protocol.RequestCode;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.client.codec.Command;

/** Of all request codes of Apache RocketMQ's library: the checklist has those that are handled, and no others. */
class RequestCodesTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private static final Pattern ROW = Pattern.compile("^code\\.(\\d+) \\|.*");

    /** The codes of the rows {@code code.N}. */
    private static Set<Integer> listed() throws IOException {
        try (BufferedReader rows = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(RequestCodesTest.class.getResourceAsStream("/rocketmq-rows.txt")),
                StandardCharsets.UTF_8))) {
            return rows.lines()
                    .map(ROW::matcher)
                    .filter(Matcher::matches)
                    .map(row -> Integer.valueOf(row.group(1)))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<Integer> allOfRocketMq() throws IllegalAccessException {
        Set<Integer> codes = new TreeSet<>();
        for (Field field : RequestCode.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
                codes.add(field.getInt(null));
            }
        }
        return codes;
    }

    @Test
    @Tag("rocketmq.code.others")
    void whatIsNotInTheChecklistIsRefusedByItsNumberAndNothingElseIs() throws Exception {
        Set<Integer> handled = new TreeSet<>();
        Set<Integer> all = allOfRocketMq();
        assertTrue(all.size() > 150, all::toString);
        for (int code : all) {
            Command answer = Wire.ask(ROCKET, code, Map.of(), Command.NO_BODY);
            if (answer.code() == ResponseCode.REQUEST_CODE_NOT_SUPPORTED) {
                assertTrue(answer.remark().contains(String.valueOf(code)), answer.remark());
            } else {
                handled.add(code);
            }
        }
        assertEquals(listed(), handled);
    }
}
