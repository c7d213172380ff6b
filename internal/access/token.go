package access

import (
	"crypto/sha256"
	"fmt"
	"hash/crc32"
	"io"
	"math/big"
	"strings"
)

// The text of a credential is
//
//	<prefix>_<id: 10 of base32>_<secret: 43 of base62, 256 bits><checksum: 6 of base62, CRC-32>
//
// with a prefix per kind, so that secret scanners recognise it (one regular expression:
// (scr|sca|scs|adm|opr)_[a-z2-7]{10}_[0-9A-Za-z]{49}) and forgeries are refused without a look-up.
const (
	idLen     = 10
	secretLen = 43
	sumLen    = 6
	base32set = "abcdefghijklmnopqrstuvwxyz234567"
	base62set = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

var prefixes = map[Kind]string{SCIMToken: "scr", AccessToken: "sca", SecretOfClient: "scs", AdminKey: "adm", OperatorKey: "opr"}

// Secret is the text of a credential. It prints as "redacted" everywhere but through Reveal.
type Secret struct{ text string }

// Reveal returns the text, to be shown once to its owner.
func (s Secret) Reveal() string { return s.text }

func (Secret) String() string { return "redacted" }

// GoString keeps %#v from showing the text.
func (Secret) GoString() string { return "redacted" }

// MarshalText keeps JSON and slog from showing the text.
func (Secret) MarshalText() ([]byte, error) { return []byte("redacted"), nil }

// Mint makes a new credential of a kind from a source of randomness (crypto/rand.Reader
// in production): its public id, its text, and the hash to keep.
func Mint(kind Kind, random io.Reader) (id string, secret Secret, hash [sha256.Size]byte, err error) {
	prefix, ok := prefixes[kind]
	if !ok {
		return "", Secret{}, hash, fmt.Errorf("mint credential: unknown kind %q", kind)
	}
	var raw [idLen + 32]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", Secret{}, hash, fmt.Errorf("mint credential: %w", err)
	}
	name := make([]byte, idLen)
	for i, b := range raw[:idLen] {
		name[i] = base32set[b&31]
	}
	id = string(name)
	body := prefix + "_" + id + "_" + base62(new(big.Int).SetBytes(raw[idLen:]), secretLen)
	text := body + checksum(body)
	return id, Secret{text}, sha256.Sum256([]byte(text)), nil
}

// Parse checks the form and the checksum of a credential and returns its public id.
func Parse(text string) (id string, ok bool) {
	prefix, rest, found := strings.Cut(text, "_")
	if !found || !knownPrefix(prefix) || len(rest) != idLen+1+secretLen+sumLen || rest[idLen] != '_' {
		return "", false
	}
	body, sum := text[:len(text)-sumLen], text[len(text)-sumLen:]
	if strings.Trim(rest[:idLen], base32set) != "" || checksum(body) != sum {
		return "", false
	}
	return rest[:idLen], true
}

func knownPrefix(prefix string) bool { return kindOf(prefix) != "" }

// kindOf says by its prefix of which kind a credential is; "" where there is no such kind.
func kindOf(text string) Kind {
	prefix, _, _ := strings.Cut(text, "_")
	for kind, p := range prefixes {
		if p == prefix {
			return kind
		}
	}
	return ""
}

// checksum is worked out for every request: hence no big numbers.
func checksum(body string) string {
	var out [sumLen]byte
	n := crc32.ChecksumIEEE([]byte(body))
	for i := sumLen - 1; i >= 0; i-- {
		out[i] = base62set[n%62]
		n /= 62
	}
	return string(out[:])
}

// base62 writes n in exactly width digits, most significant first.
func base62(n *big.Int, width int) string {
	out := make([]byte, width)
	base, digit := big.NewInt(62), new(big.Int)
	for i := width - 1; i >= 0; i-- {
		n.DivMod(n, base, digit)
		out[i] = base62set[digit.Int64()]
	}
	return string(out)
}
