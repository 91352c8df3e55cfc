package vn.huetwin.ontology.rdf;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.TransformCopy;
import org.apache.jena.sparql.algebra.Transformer;
import org.apache.jena.sparql.expr.E_Regex;
import org.apache.jena.sparql.expr.E_StrReplace;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprEvalException;
import org.apache.jena.sparql.expr.ExprFunctionN;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.expr.ExprTransformCopy;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.util.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * REGEX and REPLACE that stop with their query: Java's matcher knows no time limit, and a pattern such as
 * {@code (a+)+$} takes for ever. They read their text through a sequence that asks now and then.
 */
final class BoundedRegex {
    /** In a session's context: a {@link Runnable} that throws once the query must stop. */
    static final Symbol CHECK = Symbol.create("urn:x-hue-twin:check");

    private static final int INTERVAL = 0xffff;

    private BoundedRegex() {}

    static Op bound(Op op, Runnable check) {
        return Transformer.transform(
                new TransformCopy(),
                new ExprTransformCopy() {
                    @Override
                    public Expr transform(ExprFunctionN function, ExprList arguments) {
                        if (function instanceof E_Regex) {
                            return new Match(arguments, check);
                        }
                        return function instanceof E_StrReplace
                                ? new Replacement(arguments, check)
                                : super.transform(function, arguments);
                    }
                },
                op);
    }

    private static @Nullable Expr at(ExprList arguments, int index) {
        return index < arguments.size() ? arguments.get(index) : null;
    }

    private static Pattern compile(String pattern, String flags) {
        int mask = 0;
        for (int i = 0; i < flags.length(); i++) {
            char flag = flags.charAt(i);
            mask |= switch (flag) {
                case 'i' -> Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
                case 'm' -> Pattern.MULTILINE;
                case 's' -> Pattern.DOTALL;
                case 'x' -> Pattern.COMMENTS;
                case 'q' -> Pattern.LITERAL;
                default -> throw new ExprEvalException("Unknown flag of a regular expression: " + flag);
            };
        }
        try {
            return Pattern.compile(pattern, mask);
        } catch (PatternSyntaxException e) {
            throw new ExprEvalException("Not a regular expression: " + pattern, e);
        }
    }

    private static String text(NodeValue value) {
        if (!value.isString() && !value.isLangString()) {
            throw new ExprEvalException("Not a text: " + value);
        }
        return value.asNode().getLiteralLexicalForm();
    }

    private static String flags(List<NodeValue> arguments, int index) {
        return arguments.size() > index ? text(arguments.get(index)) : "";
    }

    /** SPARQL 1.1, clause 17.4.3.14. */
    private static final class Match extends E_Regex {
        private final Runnable check;

        Match(ExprList arguments, Runnable check) {
            super(arguments.get(0), arguments.get(1), at(arguments, 2));
            this.check = check;
        }

        @Override
        public NodeValue eval(List<NodeValue> arguments) {
            Pattern compiled = compile(text(arguments.get(1)), flags(arguments, 2));
            return NodeValue.makeBoolean(
                    compiled.matcher(new Watched(text(arguments.get(0)), check)).find());
        }

        @Override
        public Expr copy(ExprList arguments) {
            return new Match(arguments, check);
        }
    }

    /** SPARQL 1.1, clause 17.4.3.15. */
    private static final class Replacement extends E_StrReplace {
        private final Runnable check;

        Replacement(ExprList arguments, Runnable check) {
            super(arguments.get(0), arguments.get(1), arguments.get(2), at(arguments, 3));
            this.check = check;
        }

        @Override
        public NodeValue eval(List<NodeValue> arguments) {
            NodeValue text = arguments.get(0);
            String lexical = text(text);
            Pattern compiled = compile(text(arguments.get(1)), flags(arguments, 3));
            String replaced;
            try {
                replaced = compiled.matcher(new Watched(lexical, check)).replaceAll(text(arguments.get(2)));
            } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                throw new ExprEvalException("Not a replacement: " + e.getMessage(), e);
            }
            return text.isLangString()
                    ? NodeValue.makeLangString(replaced, text.getLang())
                    : NodeValue.makeString(replaced);
        }

        @Override
        public Expr copy(ExprList arguments) {
            return new Replacement(arguments, check);
        }
    }

    /** A text that counts how often it is looked at. */
    private static final class Watched implements CharSequence {
        private final CharSequence text;
        private final Runnable check;
        private int looks;

        Watched(CharSequence text, Runnable check) {
            this.text = text;
            this.check = check;
        }

        @Override
        public char charAt(int index) {
            if ((++looks & INTERVAL) == 0) {
                check.run();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
