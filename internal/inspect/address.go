package inspect

import "strings"

// Path is the escaped path of a request as it is kept.
func Path(escaped string) string {
	if text := unescape(escaped); maskText(text) != text {
		return cut(maskText(text), maxWord)
	}
	return cut(escaped, maxWord)
}

// QueryText is the query of a request, without its question mark, as it is kept: a parameter that is secret by its name or its form has lost its value, and so has
// a filter that asks for a secret.
func QueryText(raw string) string {
	pairs := strings.Split(raw, "&")
	for i, pair := range pairs {
		pairs[i] = parameter(pair)
	}
	return cut(strings.Join(pairs, "&"), maxLine)
}

func parameter(pair string) string {
	rawName, rawValue, given := strings.Cut(pair, "=")
	name, value := unescape(rawName), unescape(rawValue)
	if masked := maskText(name); masked != name {
		return hidden
	}
	if isSecret(name) && given || isSecret(value) && isQuestion(plain(name), value) || maskText(value) != value {
		return rawName + "=" + hidden
	}
	return pair
}

// unescape decodes what is well-formed among the escapes, and a plus sign; whatever a client means by the rest, it must not hide a name from us.
func unescape(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			out.WriteByte(' ')
		case s[i] == '%' && i+2 < len(s) && digit(s[i+1]) >= 0 && digit(s[i+2]) >= 0:
			out.WriteByte(byte(digit(s[i+1])<<4 | digit(s[i+2])))
			i += 2
		default:
			out.WriteByte(s[i])
		}
	}
	return out.String()
}

// digit is the value of a hexadecimal digit; -1 when it is none.
func digit(c byte) int {
	if 'A' <= c && c <= 'F' {
		c += 'a' - 'A'
	}
	return strings.IndexByte("0123456789abcdef", c)
}
