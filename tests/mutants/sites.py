"""Finds the sites of a C source at which an operator, constant, path or condition can be changed.

Comments, preprocessor lines, assertions, and the texts of logs and errors have none.
"""
import collections
import re

Token = collections.namedtuple("Token", "kind text at line")
Site = collections.namedtuple("Site", "line at before after kind")  # `at`: offset in the file

TOKENS = re.compile(r"""
    (?P<comment>/\*.*?\*/|//[^\n]*)
  | (?P<preprocessor>^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*)
  | (?P<string>"(?:[^"\\\n]|\\.)*")
  | (?P<character>'(?:[^'\\\n]|\\.)*')
  | (?P<number>(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)[uUlLfF]*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<operator><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%&|^<>=!~?:;,.(){}\[\]])
""", re.VERBOSE | re.MULTILINE | re.DOTALL)

WRITERS = re.compile(r"(assert\w*|_Static_assert|log_\w+|error_set|perror)$")
BINARY = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "<": "<= >=", "<=": "< >", ">": ">= <=",
          ">=": "> <", "==": "!=", "!=": "==", "&&": "||", "||": "&&", "<<": ">>", ">>": "<<",
          "&": "|", "|": "&", "^": "&", "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=", "|=": "&=",
          "&=": "|=", "<<=": ">>=", ">>=": "<<="}
STEPS = {"++": "--", "--": "++"}
WORDS = {"true": "false", "false": "true"}
PATH = re.compile(r'"[a-z][a-z0-9]*(?:[_./][a-z0-9]+)+"$')  # in a document, of a file, of a request


def tokens_of(text):
    """The tokens of a source, without comments, preprocessor lines and texts for people."""
    found = []
    for match in TOKENS.finditer(text):
        if match.lastgroup not in ("comment", "preprocessor"):
            found.append(Token(match.lastgroup, match[0], match.start(),
                               text.count("\n", 0, match.start()) + 1))
    return list(without_texts(found))


def without_texts(tokens):
    """Leaves out the calls that write logs and errors, and assertions."""
    depth, within = 0, False
    for index, token in enumerate(tokens):
        called = index + 1 < len(tokens) and tokens[index + 1].text == "("
        if not within and token.kind == "word" and WRITERS.match(token.text) and called:
            within, depth = True, 0
        if not within:
            yield token
            continue
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.text == ")":
            within = False


def other_numbers(text):
    """Other values of the same type."""
    digits = re.match(r"0[xX][0-9a-fA-F]+|[\d.]+(?:[eE][+-]?\d+)?", text)[0]
    suffix = text[len(digits):]
    if digits[:2].lower() == "0x":
        return [hex(int(digits, 16) ^ 1) + suffix, hex(int(digits, 16) << 1 | 1) + suffix]
    if re.search(r"[.eE]", digits):
        value = float(digits)
        return [repr(other) + suffix for other in ((value * 2, value / 2, value * 1000) if value
                                                   else (1.0,))]
    value = int(digits)
    others = {value + 1, value - 1} if value < 16 else {value * 2, value // 2}
    return [f"{other}{suffix}" for other in sorted(others) if other >= 0]


def changes_of(text, token):
    """[(new text, kind)] for one token."""
    before, after = text[token.at - 1:token.at], text[token.at + len(token.text):][:1]
    if token.kind == "number":
        return [(other, "constant") for other in other_numbers(token.text)]
    if token.kind == "string" and PATH.match(token.text):
        return [(token.text[:-2] + '"', "path")]
    if token.kind == "word" and token.text in WORDS:
        return [(WORDS[token.text], "constant")]
    if token.kind == "operator":
        if token.text in BINARY and before.isspace() and after.isspace():
            return [(other, "operator") for other in BINARY[token.text].split()]
        if token.text in STEPS:
            return [(STEPS[token.text], "operator")]
        if token.text == "!":
            return [("", "condition")]
    return []


def conditions_of(text, tokens):
    """The negated condition of each `if` and `while`."""
    for index, token in enumerate(tokens):
        if token.text not in ("if", "while") or tokens[index + 1].text != "(":
            continue
        depth = 0
        for other in tokens[index + 1:]:
            depth += (other.text == "(") - (other.text == ")")
            if depth == 0:
                begin, end = tokens[index + 1].at, other.at + 1
                condition = text[begin:end]
                yield Site(token.line, begin, condition, f"(!{condition})", "condition")
                break


def sites_of(text):
    """All sites of a source, in the order of its lines."""
    tokens = tokens_of(text)
    sites = list(conditions_of(text, tokens))
    for token in tokens:
        sites += [Site(token.line, token.at, token.text, new, kind)
                  for new, kind in changes_of(text, token)]
    return sorted(sites)


def changed(text, site):
    """The source with the change of one site."""
    end = site.at + len(site.before)
    assert text[site.at:end] == site.before
    return text[:site.at] + site.after + text[end:]
