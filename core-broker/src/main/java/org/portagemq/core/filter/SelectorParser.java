// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.filter;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Vocabulary;
import org.portagemq.core.filter.SelectorLexer.Shape;
import org.portagemq.core.filter.SelectorLexer.Token;
import org.portagemq.core.filter.Term.Comparison.Operator;
import org.portagemq.core.filter.Term.Kind;

/**
 * Reads a selector: the conditional part of SQL92, with {@code CONTAINS}, {@code STARTSWITH} and {@code ENDSWITH}
 * besides. What can never be true because of its types is refused. By descent; one parser reads one selector.
 */
final class SelectorParser {

    private static final Set<String> RESERVED =
            Set.of("NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE");

    private static final Map<String, Operator> COMPARISONS = Map.of(
            "=", Operator.EQUAL,
            "<>", Operator.UNEQUAL,
            "<", Operator.LESS,
            "<=", Operator.AT_MOST,
            ">", Operator.MORE,
            ">=", Operator.AT_LEAST);

    private final SelectorLexer lexer;
    private final Vocabulary vocabulary;
    private final Filters.Limits limits;
    private Token token;
    private int nodes;
    private int depth;

    SelectorParser(String text, Vocabulary vocabulary, Filters.Limits limits) {
        this.lexer = new SelectorLexer(text);
        this.vocabulary = vocabulary;
        this.limits = limits;
        this.token = lexer.next();
    }

    /** Reads all of it. */
    Term parse() {
        Token first = token;
        Term condition = either();
        if (token.shape() != Shape.END) {
            throw error(token, "a condition ends before " + token.shown());
        }
        return requireTruth(condition, first);
    }

    private Term either() {
        Token first = token;
        Term left = both();
        while (token.isWord("OR")) {
            Token second = advance();
            Term right = both();
            left = node(new Term.Junction(false, requireTruth(left, first), requireTruth(right, second)));
        }
        return left;
    }

    private Term both() {
        Token first = token;
        Term left = negation();
        while (token.isWord("AND")) {
            Token second = advance();
            Term right = negation();
            left = node(new Term.Junction(true, requireTruth(left, first), requireTruth(right, second)));
        }
        return left;
    }

    private Term negation() {
        if (!token.isWord("NOT")) {
            return predicate();
        }
        Token first = advance();
        deeper();
        Term term = requireTruth(negation(), first);
        depth--;
        return node(new Term.Not(term));
    }

    private Term predicate() {
        Token first = token;
        Term left = sum();
        Operator comparison = token.shape() == Shape.SIGN ? COMPARISONS.get(token.text()) : null;
        if (comparison != null) {
            return comparison(left, comparison, first);
        }
        if (token.isWord("IS")) {
            return absence(left, first);
        }
        boolean negated = token.isWord("NOT");
        if (negated) {
            advance();
        }
        Term found = rest(left, first);
        if (found == null && negated) {
            throw error(token, "BETWEEN, IN or LIKE has to follow NOT, not " + token.shown());
        }
        if (found == null) {
            return left;
        }
        return negated ? node(new Term.Not(found)) : found;
    }

    /** What may follow a value, with or without a NOT; null when it is nothing of that. */
    private Term rest(Term left, Token first) {
        if (token.shape() != Shape.WORD) {
            return null;
        }
        return switch (token.text().toUpperCase(Locale.ROOT)) {
            case "BETWEEN" -> between(left, first);
            case "IN" -> oneOf(left, first);
            case "LIKE" -> like(left, first);
            case "CONTAINS" -> part(left, first, true, true);
            case "STARTSWITH" -> part(left, first, false, true);
            case "ENDSWITH" -> part(left, first, true, false);
            default -> null;
        };
    }

    private Term comparison(Term left, Operator operator, Token first) {
        Token second = advance();
        Term right = sum();
        boolean ordered = operator != Operator.EQUAL && operator != Operator.UNEQUAL;
        if (ordered) {
            Term lower = requireNumber(left, first);
            return node(new Term.Comparison(operator, lower, requireNumber(right, second)));
        }
        boolean known = left.kind() != Kind.ANY && right.kind() != Kind.ANY;
        if (known && left.kind() != right.kind()) {
            throw error(second, "values of different kinds are compared, which is never true");
        }
        return node(new Term.Comparison(operator, spelled(left, right.kind()), spelled(right, left.kind())));
    }

    private Term absence(Term left, Token first) {
        requireIdentifier(left, first, "IS NULL");
        Token after = advance();
        boolean negated = after.isWord("NOT");
        if (negated) {
            after = advance();
        }
        if (!after.isWord("NULL")) {
            throw error(after, "NULL has to follow IS, not " + after.shown());
        }
        advance();
        Term absent = node(new Term.Absent(left));
        return negated ? node(new Term.Not(absent)) : absent;
    }

    private Term between(Term value, Token first) {
        Term left = requireNumber(value, first);
        Token lowAt = advance();
        Term low = requireNumber(sum(), lowAt);
        if (!token.isWord("AND")) {
            throw error(token, "AND has to part the two bounds of BETWEEN, not " + token.shown());
        }
        Token highAt = advance();
        Term high = requireNumber(sum(), highAt);
        return node(new Term.Between(left, low, high));
    }

    private Term oneOf(Term left, Token first) {
        requireIdentifier(left, first, "IN");
        advance();
        expectSign("(");
        Set<String> texts = new HashSet<>();
        texts.add(expectText("a list for IN"));
        while (token.isSign(",")) {
            advance();
            texts.add(expectText("a list for IN"));
        }
        expectSign(")");
        return node(new Term.OneOf(left, Set.copyOf(texts)));
    }

    private Term like(Term left, Token first) {
        requireIdentifier(left, first, "LIKE");
        Token patternAt = advance();
        String pattern = expectText("the pattern of LIKE");
        int escape = -1;
        if (token.isWord("ESCAPE")) {
            Token escapeAt = advance();
            String character = expectText("the character of ESCAPE");
            if (character.codePointCount(0, character.length()) != 1) {
                throw error(escapeAt, "ESCAPE has exactly one character");
            }
            escape = character.codePointAt(0);
        }
        try {
            return node(new Term.Like(left, new LikePattern(pattern, escape)));
        } catch (IllegalArgumentException incomplete) {
            throw error(patternAt, incomplete.getMessage());
        }
    }

    private Term part(Term left, Token first, boolean openBefore, boolean openBehind) {
        requireIdentifier(left, first, token.text().toUpperCase(Locale.ROOT));
        advance();
        String text = expectText("the text to look for");
        String literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        String pattern = (openBefore ? "%" : "") + literal + (openBehind ? "%" : "");
        return node(new Term.Like(left, new LikePattern(pattern, '\\')));
    }

    private Term sum() {
        Token first = token;
        Term left = product();
        while (token.isSign("+") || token.isSign("-")) {
            left = arithmetic(left, first, this::product);
        }
        return left;
    }

    private Term product() {
        Token first = token;
        Term left = signed();
        while (token.isSign("*") || token.isSign("/")) {
            left = arithmetic(left, first, this::signed);
        }
        return left;
    }

    private Term arithmetic(Term left, Token first, Supplier<Term> operand) {
        char operator = token.text().charAt(0);
        Token second = advance();
        Term right = requireNumber(operand.get(), second);
        return node(new Term.Arithmetic(operator, requireNumber(left, first), right));
    }

    private Term signed() {
        if (!token.isSign("-") && !token.isSign("+")) {
            return primary();
        }
        boolean negative = token.isSign("-");
        Token first = advance();
        if (negative && first.shape() == Shape.BEYOND) {
            advance();
            return node(new Term.Literal(Long.MIN_VALUE, Kind.NUMBER));
        }
        deeper();
        Term term = requireNumber(signed(), first);
        depth--;
        return negative ? node(new Term.Negative(term)) : term;
    }

    private Term primary() {
        Token first = token;
        switch (first.shape()) {
            case WHOLE, FRACTION -> {
                advance();
                return node(new Term.Literal(first.number(), Kind.NUMBER));
            }
            case TEXT -> {
                advance();
                return node(new Term.Literal(first.text(), Kind.TEXT));
            }
            case WORD -> {
                return word(first);
            }
            case BEYOND -> throw error(first, "the number " + first.text() + " is too large");
            default -> {
                if (!first.isSign("(")) {
                    throw error(first, "a value is missing before " + first.shown());
                }
                return nested();
            }
        }
    }

    private Term nested() {
        advance();
        deeper();
        Term term = either();
        depth--;
        expectSign(")");
        return term;
    }

    private Term word(Token first) {
        advance();
        if (first.isWord("TRUE") || first.isWord("FALSE")) {
            return node(new Term.Literal(first.isWord("TRUE"), Kind.TRUTH));
        }
        if (RESERVED.contains(first.text().toUpperCase(Locale.ROOT))) {
            throw error(first, "the word " + first.shown() + " cannot stand here");
        }
        try {
            vocabulary.check(first.text());
        } catch (BrokerException refused) {
            throw error(first, refused.getMessage());
        }
        return node(new Term.Identifier(first.text(), vocabulary));
    }

    private Token advance() {
        token = lexer.next();
        return token;
    }

    private void expectSign(String sign) {
        if (!token.isSign(sign)) {
            throw error(token, "'" + sign + "' is expected, not " + token.shown());
        }
        advance();
    }

    private String expectText(String what) {
        if (token.shape() != Shape.TEXT) {
            throw error(token, what + " is a text in single quotes, not " + token.shown());
        }
        node(null);
        String text = token.text();
        advance();
        return text;
    }

    private static Term requireTruth(Term term, Token at) {
        if (term.kind() != Kind.TRUTH && term.kind() != Kind.ANY) {
            throw error(at, "a condition is expected, and this is a " + name(term));
        }
        return term;
    }

    private Term requireNumber(Term term, Token at) {
        if (term.kind() != Kind.NUMBER && term.kind() != Kind.ANY) {
            throw error(at, "a number is expected, and this is a " + name(term));
        }
        return spelled(term, Kind.NUMBER);
    }

    /** A property as the kind of value that it stands beside, where texts may spell that. */
    private Term spelled(Term term, Kind kind) {
        boolean spells = term instanceof Term.Identifier && vocabulary.textsSpellValues();
        return spells && (kind == Kind.NUMBER || kind == Kind.TRUTH) ? new Term.Spelled(term, kind) : term;
    }

    private static void requireIdentifier(Term term, Token at, String word) {
        if (!(term instanceof Term.Identifier)) {
            throw error(at, "the name of a property has to stand before " + word);
        }
    }

    private static String name(Term term) {
        return switch (term.kind()) {
            case TRUTH -> "truth value";
            case NUMBER -> "number";
            case TEXT -> "text";
            case ANY -> "property";
        };
    }

    private void deeper() {
        if (++depth > limits.depth()) {
            throw new BrokerException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "selector, at character " + token.at() + ": its parts are nested deeper than the limit of "
                            + limits.depth() + " (setting limits.filter-depth)");
        }
    }

    /** Counts a part; a message costs at most one step for each. */
    private Term node(Term term) {
        if (++nodes > limits.nodes()) {
            throw new BrokerException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "selector, at character " + token.at() + ": it has more parts than the limit of " + limits.nodes()
                            + " (setting limits.filter-nodes)");
        }
        return term;
    }

    private static BrokerException error(Token at, String what) {
        return SelectorLexer.error(at.at(), what);
    }
}
