package lambda

import "strings"

// pathMarks are the characters beside letters and digits that stand in a path for themselves (RFC 3986 section 3.3), and the brackets,
// which package net/url keeps as well.
const pathMarks = "/-._~!$&'()*+,;=:@[]"

const upperHex = "0123456789ABCDEF"

// escape makes a well-formed encoded path of what API Gateway hands over, and changes nothing in one that is well-formed already. A REST
// API keeps a path as it was sent; an HTTP API decodes it, so that a bare "?" or "#" belongs to the path and must not begin a query.
func escape(path string) string {
	if isEscaped(path) {
		return path
	}
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		if stands(path, i) {
			b.WriteByte(path[i])
			continue
		}
		b.WriteByte('%')
		b.WriteByte(upperHex[path[i]>>4])
		b.WriteByte(upperHex[path[i]&15])
	}
	return b.String()
}

func isEscaped(path string) bool {
	for i := range len(path) {
		if !stands(path, i) {
			return false
		}
	}
	return true
}

// stands reports whether byte i of a path may stay as it is; a percent sign may when two hexadecimal digits follow.
func stands(path string, i int) bool {
	c := path[i]
	if c == '%' {
		return i+2 < len(path) && isHex(path[i+1]) && isHex(path[i+2])
	}
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte(pathMarks, c) >= 0
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
