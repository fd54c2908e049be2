// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Vocabulary;

class SelectorTest {

    private static final Filters FILTERS = new Filters(Filters.Limits.DEFAULT, List.of());

    private static final Map<String, Object> PROPERTIES = new HashMap<>();

    static {
        PROPERTIES.put("one", 1);
        PROPERTIES.put("two", 2L);
        PROPERTIES.put("half", 0.5f);
        PROPERTIES.put("pi", 3.14159);
        PROPERTIES.put("word", "word");
        PROPERTIES.put("digits", "1");
        PROPERTIES.put("lines", "a\nb");
        PROPERTIES.put("yes", true);
        PROPERTIES.put("no", false);
        PROPERTIES.put("zero", 0);
        PROPERTIES.put("bytes", Payload.utf8("x"));
        PROPERTIES.put("wide", "a\uD83D\uDE00b");
    }

    private static final MessageFormat FORMAT = new MessageFormat() {
        @Override
        public byte id() {
            return 77;
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public Properties properties(Payload header) {
            if (header.length() > 0) {
                throw new IllegalArgumentException("not a header");
            }
            return PROPERTIES::get;
        }
    };

    private static Subject subject(String header) {
        return new Subject(Message.of("red", true, FORMAT, Payload.utf8(header), Payload.EMPTY));
    }

    private static boolean matches(String selector) {
        return FILTERS.compile(Filter.selector(selector)).matches(subject(""));
    }

    private static BrokerException refusal(String selector) {
        return assertThrows(BrokerException.class, () -> FILTERS.compile(Filter.selector(selector)), selector);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one = 1",
                "one=1.0",
                "two <> 1",
                "one < two",
                "two >= 2",
                "one <= 1 AND two > 1",
                "yes",
                "NOT no",
                "yes = TRUE",
                "no = false",
                "yes <> false",
                "word = 'word'",
                "word <> 'other'",
                "pi = 3.14159",
                "half = .5",
                "half = 5e-1",
                "half < 7.",
                "half < .7e4D",
                "one = 0x1",
                "one + 7 = 010",
                "one = 1L",
                "one + two * 3 - 4 / 2 = 5",
                "(one + two) * 3 = 9",
                "- one + two = 1",
                "-one = -1",
                "+one = 1",
                "-9223372036854775808 < one",
                "-9223372036854775808 = -0x7fffffffffffffff - 1",
                "two / 4 = 0",
                "two / 4.0 = 0.5",
                "one BETWEEN 0 AND 1",
                "two not between 3 and 4",
                "word IN ('a', 'word')",
                "word NOT IN ('a')",
                "word LIKE 'w_rd'",
                "word LIKE '%or%'",
                "word like 'w%d'",
                "word LIKE '%'",
                "word NOT LIKE 'w_'",
                "lines LIKE 'a_b'",
                "lines LIKE 'a%b'",
                "wide LIKE 'a_b'",
                "missing IS NULL",
                "word IS NOT NULL",
                "no OR yes",
                "missing = 1 OR yes",
                "NOT (no AND missing = 1)",
                "((((yes))))",
                "yes AND one = 1 OR no",
                "no OR one = 1 AND yes",
                "word CONTAINS 'or'",
                "word STARTSWITH 'wo'",
                "word ENDSWITH 'rd'",
                "word NOT CONTAINS '%'",
                "\tone\n=\f1\r",
                "NOT (digits = 1)",
                "word = 'word' AND digits LIKE '1'",
                "one.equals IS NULL OR yes"
            })
    void isTrue(String selector) {
        if (selector.contains(".equals")) {
            assertEquals(ErrorCode.INVALID, refusal(selector).code());
        } else {
            assertTrue(matches(selector), selector);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "digits = 1",
                "digits > 0",
                "digits <> 1",
                "one = 'x'",
                "yes = 1",
                "missing = 1",
                "NOT (missing = 1)",
                "missing <> 1",
                "missing BETWEEN 1 AND 2",
                "missing NOT IN ('a')",
                "missing LIKE '%'",
                "missing NOT LIKE 'a'",
                "one LIKE '1'",
                "word",
                "NOT word",
                "missing",
                "NOT missing",
                "missing = 1 AND yes",
                "no AND missing = 1",
                "one / zero = 1",
                "NOT (one / zero = 1)",
                "one BETWEEN 2 AND 0",
                "bytes = 'x'",
                "word > 3",
                "word + 1 = 2",
                "-word = 1",
                "word IN ('wor')",
                "word LIKE 'wor'",
                "word LIKE 'ord'",
                "word LIKE 'w__d_'",
                "missing IS NOT NULL",
                "Word IS NOT NULL"
            })
    void isNotTrue(String selector) {
        assertFalse(matches(selector), selector);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NULL = 0",
                "TRUE1 = ",
                "NOT",
                "AND = 0",
                "OR = 0",
                "BETWEEN = 0",
                "LIKE = 0",
                "IN = 0",
                "IS = 0",
                "ESCAPE = 0",
                "one > 'foo'",
                "one <= 'foo'",
                "'foo' > TRUE",
                "TRUE < FALSE",
                "word BETWEEN 'a' AND 'b'",
                "one NOT IN (1, 2)",
                "one LIKE 7",
                "definitely not a message selector!",
                "1 + 1",
                "'text'",
                "one = 1 -- x",
                "one = 1 /* x */",
                "one = 1 x",
                "(one = 1",
                "one = 1)",
                "one = ",
                "= 1",
                "one = 'x",
                "word IN ()",
                "word IN ('a',)",
                "word LIKE 'a' ESCAPE 'ab'",
                "word LIKE 'a' ESCAPE ''",
                "word LIKE 'aA' ESCAPE 'A'",
                "one IS 1",
                "1 IS NULL",
                "one = 9223372036854775808",
                "one = 09",
                "one = 1x",
                "1 = 'a'",
                "yes + 1 > TRUE",
                "one NOT = 1",
                "one == 1",
                "one != 1",
                "\"one\" = 1",
                "'a' IN ('a')",
                "one = 99999999999999999999"
            })
    void isRefused(String selector) {
        BrokerException refusal = refusal(selector);
        assertEquals(ErrorCode.INVALID, refusal.code(), selector);
        assertTrue(refusal.getMessage().startsWith("selector, at character "), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one = 1 AND two > | 18",
                "one = 1 AND (two > 1 | 21",
                "one LIKE 7 | 10",
                "one = 1 ? | 9",
                "word IN ('a', 1) | 15",
                "NULL = 0 | 1"
            })
    void anErrorIsNamedWithItsPlace(String selector, int place) {
        String message = refusal(selector).getMessage();
        assertTrue(message.startsWith("selector, at character " + place + ": "), message);
    }

    @Test
    void escapedSignsOfAPatternStandForThemselves() {
        PROPERTIES.put("odd", "A_foXAYfbigf");
        assertTrue(matches("odd LIKE 'AA_foXAA_f%f' ESCAPE 'A'"));
        PROPERTIES.put("odd", "_ab%");
        assertTrue(matches("odd LIKE '\\__b\\%%' ESCAPE '\\'"));
        PROPERTIES.put("odd", "xab%");
        assertFalse(matches("odd LIKE '\\__b\\%%' ESCAPE '\\'"));
        PROPERTIES.put("odd", "it's");
        assertTrue(matches("odd = 'it''s'"));
    }

    @Test
    void everyPatternMeansWhatItsExpressionMeans() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String pattern = text(random, "ab_%", 9);
            String value = text(random, "ab", 12);
            String expression = pattern.replace("%", ".*").replace("_", ".");
            assertEquals(
                    Pattern.matches(expression, value),
                    new LikePattern(pattern, -1).matches(value),
                    pattern + " " + value);
        }
    }

    @Test
    void aPatternOfManyWordsIsFollowedPastOneWordOfBits() {
        String piece = "a".repeat(70) + "_" + "b".repeat(130);
        assertTrue(new LikePattern("%" + piece + "%", -1).matches("a".repeat(500) + "x" + "b".repeat(130) + "c"));
        assertFalse(new LikePattern("%" + piece + "%", -1).matches("a".repeat(500) + "x" + "b".repeat(129) + "c"));
    }

    /** With backtracking this would not end in a lifetime. */
    @Test
    void anEvilPatternCostsNoMoreThanAnother() {
        PROPERTIES.put("evil", "a".repeat(60_000));
        assertFalse(matches("evil LIKE '" + "%a".repeat(1_000) + "%b'"));
        assertFalse(matches("evil LIKE '%" + "a_".repeat(1_000) + "b%'"));
    }

    private static String text(Random random, String alphabet, int limit) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(limit); n > 0; n--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void whatMayCostTooMuchIsRefused() {
        assertEquals(
                ErrorCode.LIMIT_EXCEEDED, refusal("one = 1" + " ".repeat(4_096)).code());
        assertEquals(
                ErrorCode.LIMIT_EXCEEDED,
                refusal("one = 1" + " OR one = 1".repeat(100)).code());
        assertEquals(
                ErrorCode.LIMIT_EXCEEDED,
                refusal("(".repeat(1_000) + "yes" + ")".repeat(1_000)).code());
        assertEquals(
                ErrorCode.LIMIT_EXCEEDED, refusal("NOT ".repeat(500) + "yes").code());
        assertEquals(
                ErrorCode.LIMIT_EXCEEDED,
                refusal("one = " + "- ".repeat(500) + "1").code());
        assertEquals(
                ErrorCode.LIMIT_EXCEEDED,
                refusal("word IN ('a'" + ",'a'".repeat(300) + ")").code());
    }

    @Test
    void aHeaderThatCannotBeReadPassesNoFilterThatAsks() {
        Subject unreadable = subject("broken");
        assertFalse(FILTERS.compile(Filter.selector("one IS NULL")).matches(unreadable));
        assertTrue(unreadable.isUnreadable());
        assertTrue(FILTERS.compile(Filter.tags("red")).matches(unreadable));
        assertTrue(FILTERS.compile(Filter.selector(" ")).matches(unreadable));
    }

    @Test
    void tagsAreComparedWithTheRoutingKeys() {
        assertTrue(FILTERS.compile(Filter.tags("blue || red")).matches(subject("")));
        assertTrue(FILTERS.compile(Filter.tags(" * ")).matches(subject("")));
        assertFalse(FILTERS.compile(Filter.tags("blue||green")).matches(subject("")));
        assertThrows(BrokerException.class, () -> FILTERS.compile(Filter.tags("blue || ")));
    }

    @Test
    void aVocabularySaysWhatIdentifiersMean() {
        Vocabulary vocabulary = new Vocabulary() {
            @Override
            public String name() {
                return "letters";
            }

            @Override
            public void check(String identifier) {
                if (identifier.startsWith("X")) {
                    throw new BrokerException(ErrorCode.INVALID, identifier + " cannot be selected by");
                }
            }

            @Override
            public Object value(String identifier, Message message, MessageFormat.Properties properties) {
                return identifier.equals("Priority") ? message.priority() : properties.get(identifier);
            }
        };
        Filters filters = new Filters(Filters.Limits.DEFAULT, List.of(vocabulary));
        assertTrue(filters.compile(Filter.selector("Priority = 0 AND one = 1", vocabulary))
                .matches(subject("")));
        BrokerException refused = assertThrows(
                BrokerException.class, () -> filters.compile(Filter.selector("one = 1 OR XKey = 1", vocabulary)));
        assertEquals("selector, at character 12: XKey cannot be selected by", refused.getMessage());
        assertEquals(
                ErrorCode.NOT_SUPPORTED,
                assertThrows(BrokerException.class, () -> FILTERS.compile(Filter.selector("a = 1", vocabulary)))
                        .code());
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '"',
            value = {
                "n > 5 => true",
                "n = 7 => true",
                "7 = n => true",
                "n <> 7 => false",
                "n = '7' => true",
                "n BETWEEN 6 AND f => true",
                "f * 2 = 15.0 => true",
                "-n = -7 => true",
                "yes = TRUE => true",
                "yes = 'true' => true",
                "word > 5 => false",
                "word = 5 => false",
                "n > f => false",
                "n = f => false",
                "infinite > 5 => false",
            })
    void textsSpellNumbersWhereAVocabularySaysSo(String selector, boolean wanted) {
        Vocabulary texts = new Vocabulary() {
            @Override
            public String name() {
                return "texts";
            }

            @Override
            public boolean textsSpellValues() {
                return true;
            }

            @Override
            public Object value(String identifier, Message message, MessageFormat.Properties properties) {
                return Map.of("n", "7", "f", "7.5", "yes", "true", "word", "x1", "infinite", "Infinity")
                        .get(identifier);
            }
        };
        Filters filters = new Filters(Filters.Limits.DEFAULT, List.of(texts));
        assertEquals(wanted, filters.compile(Filter.selector(selector, texts)).matches(subject("")));
    }
}
