// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.filter;

import java.util.Set;
import org.portagemq.core.api.Arguments;
import org.portagemq.core.api.Vocabulary;

/**
 * A part of a selector. Its value for a message is a {@link Boolean}, {@link Long}, {@link Double} or {@link String}, or
 * null when it is unknown. Immutable.
 */
sealed interface Term {

    Object value(Subject subject);

    /** What is known of its values before there is a message. */
    Kind kind();

    /** Kinds of values. */
    enum Kind {
        TRUTH,
        NUMBER,
        TEXT,
        /** Of a property: whatever the sender put there. */
        ANY
    }

    /** Written in the selector. */
    record Literal(Object written, Kind kind) implements Term {
        @Override
        public Object value(Subject subject) {
            return written;
        }
    }

    /** Found in the message. */
    record Identifier(String name, Vocabulary vocabulary) implements Term {
        @Override
        public Object value(Subject subject) {
            return Arguments.canonical(vocabulary.value(name, subject.message(), subject));
        }

        @Override
        public Kind kind() {
            return Kind.ANY;
        }
    }

    /** The number or truth value that a text spells; any other value as it is. */
    record Spelled(Term term, Kind kind) implements Term {

        private static final int LONGEST = 64;

        @Override
        public Object value(Subject subject) {
            Object value = term.value(subject);
            if (!(value instanceof String text) || text.length() > LONGEST) {
                return value;
            }
            return kind == Kind.NUMBER ? number(text) : truthOf(text);
        }

        private static Object number(String text) {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException noWholeNumber) {
                return fraction(text);
            }
        }

        private static Object fraction(String text) {
            char last = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
            try {
                // Java's own letters for types and its words for infinity are no numbers to others.
                boolean number = (last >= '0' && last <= '9') || last == '.';
                return number ? (Object) Double.valueOf(text) : text;
            } catch (NumberFormatException noNumber) {
                return text;
            }
        }

        private static Object truthOf(String text) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> text;
            };
        }
    }

    /** Both, either, or unknown by the tables of three-valued logic. */
    record Junction(boolean all, Term left, Term right) implements Term {
        @Override
        public Object value(Subject subject) {
            Object first = truth(left.value(subject));
            // True decides an or, false an and: the other side makes no difference.
            if (first != null && (Boolean) first != all) {
                return first;
            }
            Object second = truth(right.value(subject));
            if (second != null && (Boolean) second != all) {
                return second;
            }
            return first == null || second == null ? null : (Object) all;
        }

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }
    }

    /** The opposite; of what is unknown too. */
    record Not(Term term) implements Term {
        @Override
        public Object value(Subject subject) {
            Object value = truth(term.value(subject));
            return value == null ? null : (Object) !(Boolean) value;
        }

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }
    }

    /** {@code = <> < <= > >=} */
    record Comparison(Operator operator, Term left, Term right) implements Term {

        /** Ways to compare. */
        enum Operator {
            EQUAL,
            UNEQUAL,
            LESS,
            AT_MOST,
            MORE,
            AT_LEAST
        }

        @Override
        public Object value(Subject subject) {
            return compare(operator, left.value(subject), right.value(subject));
        }

        /** Values of different kinds are never equal, less or more, nor unequal: the comparison is false. */
        static Object compare(Operator operator, Object first, Object second) {
            if (first == null || second == null) {
                return null;
            }
            if (first instanceof Number one && second instanceof Number other) {
                return numbers(operator, one, other);
            }
            boolean sameKind =
                    first.getClass() == second.getClass() && (first instanceof String || first instanceof Boolean);
            return switch (operator) {
                case EQUAL -> sameKind && first.equals(second);
                case UNEQUAL -> sameKind && !first.equals(second);
                default -> false;
            };
        }

        private static boolean numbers(Operator operator, Number first, Number second) {
            if (first instanceof Long one && second instanceof Long other) {
                return holds(operator, Long.compare(one, other));
            }
            double one = first.doubleValue();
            double other = second.doubleValue();
            if (Double.isNaN(one) || Double.isNaN(other)) {
                return operator == Operator.UNEQUAL;
            }
            // Not Double.compare: the two zeros are equal.
            return holds(operator, one < other ? -1 : one > other ? 1 : 0);
        }

        private static boolean holds(Operator operator, int order) {
            return switch (operator) {
                case EQUAL -> order == 0;
                case UNEQUAL -> order != 0;
                case LESS -> order < 0;
                case AT_MOST -> order <= 0;
                case MORE -> order > 0;
                case AT_LEAST -> order >= 0;
            };
        }

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }
    }

    /** Within two bounds, both included. */
    record Between(Term term, Term low, Term high) implements Term {
        @Override
        public Object value(Subject subject) {
            Object value = term.value(subject);
            Object above = Comparison.compare(Comparison.Operator.AT_LEAST, value, low.value(subject));
            Object below = Comparison.compare(Comparison.Operator.AT_MOST, value, high.value(subject));
            if (above == Boolean.FALSE || below == Boolean.FALSE) {
                return false;
            }
            return above == null || below == null ? null : (Object) true;
        }

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }
    }

    /** {@code + - * /} by Java's rules; a division of whole numbers by zero is unknown. */
    record Arithmetic(char operator, Term left, Term right) implements Term {
        @Override
        public Object value(Subject subject) {
            Object first = left.value(subject);
            Object second = right.value(subject);
            if (first instanceof Long one && second instanceof Long other) {
                return whole(one, other);
            }
            if (first instanceof Number one && second instanceof Number other) {
                return fraction(one.doubleValue(), other.doubleValue());
            }
            return null;
        }

        private Object whole(long one, long other) {
            return switch (operator) {
                case '+' -> one + other;
                case '-' -> one - other;
                case '*' -> one * other;
                default -> other == 0 ? null : (Object) (one / other);
            };
        }

        private Object fraction(double one, double other) {
            return switch (operator) {
                case '+' -> one + other;
                case '-' -> one - other;
                case '*' -> one * other;
                default -> one / other;
            };
        }

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }
    }

    /** The number with the other sign. */
    record Negative(Term term) implements Term {
        @Override
        public Object value(Subject subject) {
            Object value = term.value(subject);
            if (value instanceof Long whole) {
                return -whole;
            }
            return value instanceof Double fraction ? (Object) (-fraction) : null;
        }

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }
    }

    /** Whether the message has no such value. */
    record Absent(Term term) implements Term {
        @Override
        public Object value(Subject subject) {
            return term.value(subject) == null;
        }

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }
    }

    /** One of some texts. */
    record OneOf(Term term, Set<String> texts) implements Term {
        @Override
        public Object value(Subject subject) {
            Object value = term.value(subject);
            return value == null ? null : (Object) (value instanceof String text && texts.contains(text));
        }

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }
    }

    /** A text like a pattern. */
    record Like(Term term, LikePattern pattern) implements Term {
        @Override
        public Object value(Subject subject) {
            Object value = term.value(subject);
            return value == null ? null : (Object) (value instanceof String text && pattern.matches(text));
        }

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }
    }

    /** The value if it is a truth value; else null, for unknown. */
    private static Object truth(Object value) {
        return value instanceof Boolean ? value : null;
    }
}
