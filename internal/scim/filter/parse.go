package filter

import (
	"unicode/utf8"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

// Limits of one filter.
const (
	MaxBytes     = 2 << 10
	MaxDepth     = 16 // parentheses and brackets inside each other
	MaxTerms     = 64 // comparisons
	MaxPathBytes = 512
)

// Parse reads a filter. It fails with fault.Malformed, code invalidFilter, saying at which character; it never echoes the input.
func Parse(text string) (Expr, error) {
	return ParseLimited(text, MaxBytes, MaxDepth, MaxTerms)
}

// ParseLimited is Parse with other limits (rules allow depth 12 and 200 terms).
func ParseLimited(text string, maxBytes, maxDepth, maxTerms int) (Expr, error) {
	p := parser{lexer: lexer{text: text, code: scim.InvalidFilter}, depthLeft: maxDepth, termsLeft: maxTerms}
	if err := p.check(maxBytes); err != nil {
		return nil, err
	}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	if err := p.end(); err != nil {
		return nil, err
	}
	return e, nil
}

// ParsePath reads a PATCH path (at most 512 bytes). It fails with fault.Malformed, code invalidPath.
func ParsePath(text string) (Path, error) {
	p := parser{lexer: lexer{text: text, code: scim.InvalidPath}, depthLeft: MaxDepth, termsLeft: MaxTerms}
	if err := p.check(MaxPathBytes); err != nil {
		return Path{}, err
	}
	path, err := p.path()
	if err != nil {
		return Path{}, err
	}
	if err := p.end(); err != nil {
		return Path{}, err
	}
	return path, nil
}

// parser has one method for each production of RFC 7644 figure 1. depthLeft keeps hostile nesting from using up the stack: it
// is counted down before a method calls itself again.
type parser struct {
	lexer
	depthLeft, termsLeft int
	inBrackets           bool
}

func (p *parser) check(maxBytes int) error {
	if len(p.text) > maxBytes {
		return fault.New(fault.Malformed, p.code, "longer than %d bytes", maxBytes)
	}
	if !utf8.ValidString(p.text) {
		return fault.New(fault.Malformed, p.code, "not UTF-8 text")
	}
	return nil
}

func (p *parser) end() error {
	if p.skipSpace(); p.at < len(p.text) {
		return p.fail(`the end, "and" or "or" is expected`)
	}
	return nil
}

// or = and *("or" and)
func (p *parser) or() (Expr, error) {
	left, err := p.and()
	for err == nil && p.keyword("or") {
		var right Expr
		right, err = p.and()
		left = Or{left, right}
	}
	return left, err
}

// and = term *("and" term)
func (p *parser) and() (Expr, error) {
	left, err := p.term()
	for err == nil && p.keyword("and") {
		var right Expr
		right, err = p.term()
		left = And{left, right}
	}
	return left, err
}

// term = "(" or ")" / "not" "(" or ")" / attribute expression
func (p *parser) term() (Expr, error) {
	if p.accept('(') {
		return p.group(')')
	}
	start := p.at
	if p.keyword("not") {
		if p.accept('(') {
			inner, err := p.group(')')
			return Not{inner}, err
		}
		p.at = start // an attribute of that name
	}
	return p.attributeExpression()
}

// group = or close, behind its opening bracket
func (p *parser) group(closing byte) (Expr, error) {
	if p.depthLeft == 0 {
		return nil, p.fail("nested too deeply")
	}
	p.depthLeft--
	inner, err := p.or()
	p.depthLeft++
	if err != nil {
		return nil, err
	}
	if !p.accept(closing) {
		return nil, p.fail("a closing bracket is missing")
	}
	return inner, nil
}

// attributeExpression = attribute "[" or "]" [tail] / attribute "pr" / attribute op value
func (p *parser) attributeExpression() (Expr, error) {
	name, err := p.attribute()
	if err != nil {
		return nil, err
	}
	if p.peek() == '[' {
		return p.valuePath(name)
	}
	c, err := p.comparison(name)
	if err != nil {
		return nil, err
	}
	if c.Op == present {
		return Present{name}, nil
	}
	return c, nil
}

// present is how comparison tells "pr" from the operators that have a value.
const present Op = "pr"

// comparison = op value / "pr", behind the attribute
func (p *parser) comparison(name string) (Compare, error) {
	if p.termsLeft == 0 {
		return Compare{}, p.fail("too many comparisons")
	}
	p.termsLeft--
	p.skipSpace()
	start := p.at
	op, ok := operator(p.word())
	if !ok {
		p.at = start
		return Compare{}, p.fail("an operator is missing or misspelt")
	}
	if op == present {
		return Compare{Op: op}, nil
	}
	if !isSpace(p.peek()) {
		return Compare{}, p.fail("a space and a value are expected")
	}
	value, err := p.literal()
	return Compare{name, op, value}, err
}

// operator finds an operator in any case.
func operator(word string) (Op, bool) {
	if len(word) != 2 {
		return "", false
	}
	switch lower := [2]byte{word[0] | 0x20, word[1] | 0x20}; string(lower[:]) { // of the signs of a word only letters become other letters
	case "eq":
		return Eq, true
	case "pr":
		return present, true
	case "co":
		return Co, true
	case "sw":
		return Sw, true
	case "ew":
		return Ew, true
	case "ne":
		return Ne, true
	case "gt":
		return Gt, true
	case "ge":
		return Ge, true
	case "lt":
		return Lt, true
	case "le":
		return Le, true
	}
	return "", false
}

// valuePath = "[" or "]" [ "." name (op value / "pr") ], behind the attribute
func (p *parser) valuePath(name string) (Expr, error) {
	inner, err := p.brackets()
	if err != nil {
		return nil, err
	}
	e := ValuePath{Attr: name, Inner: inner}
	if !p.acceptHere('.') {
		return e, nil
	}
	sub, err := p.sub()
	if err != nil {
		return nil, err
	}
	tail, err := p.comparison(sub)
	if err != nil {
		return nil, err
	}
	if tail.Op == present {
		tail = Compare{Attr: sub, Op: Ne}
	}
	e.Tail = &tail
	return e, nil
}

// brackets = "[" or "]", without brackets inside
func (p *parser) brackets() (Expr, error) {
	if p.inBrackets {
		return nil, p.fail("brackets inside brackets")
	}
	p.at++
	p.inBrackets = true
	inner, err := p.group(']')
	p.inBrackets = false
	return inner, err
}

// sub = a name alone, behind the dot
func (p *parser) sub() (string, error) {
	start := p.at
	if isSpace(p.peek()) {
		return "", p.fail("a space is not expected")
	}
	if name := p.word(); isName(name) {
		return name, nil
	}
	p.at = start
	return "", p.fail("the name of a sub-attribute is missing or misspelt")
}

// path = attribute [ "[" or "]" [ "." name ] ]
func (p *parser) path() (Path, error) {
	name, err := p.attribute()
	if err != nil || p.peek() != '[' {
		return Path{Attr: name}, err
	}
	path := Path{Attr: name}
	if path.Filter, err = p.brackets(); err != nil {
		return Path{}, err
	}
	if p.acceptHere('.') {
		path.Sub, err = p.sub()
	}
	return path, err
}
