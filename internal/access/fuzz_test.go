package access_test

import (
	"bytes"
	"crypto/rand"
	"hash/crc32"
	"strings"
	"testing"

	"usersync/internal/access"
)

// FuzzParse holds Parse against the published form and a checksum that is worked out in another way: only what has both is accepted, and any one character changed is refused.
func FuzzParse(f *testing.F) {
	_, secret, _, err := access.Mint(access.SCIMToken, rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", "scr_", secret.Reveal(), "adm_aaaaaaaaaa_", "adm" + secret.Reveal()[3:]} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, ok := access.Parse(text)
		want := published.MatchString(text) && slowChecksum(text[:len(text)-6]) == text[len(text)-6:]
		if ok != want {
			t.Fatalf("%q: accepted %v, and should be %v", text, ok, want)
		}
		if !ok {
			if id != "" {
				t.Fatalf("%q is refused with id %q", text, id)
			}
			return
		}
		if id != text[4:14] {
			t.Errorf("%q has id %q", text, id)
		}
		for i := range len(text) {
			other := byte('0')
			if text[i] == other {
				other = '1'
			}
			if _, ok := access.Parse(text[:i] + string(other) + text[i+1:]); ok {
				t.Errorf("%q is accepted with another character at %d", text, i)
			}
		}
	})
}

// slowChecksum is the CRC-32 of a text in six digits of base62, by schoolbook division.
func slowChecksum(text string) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	n, out := crc32.ChecksumIEEE([]byte(text)), ""
	for range 6 {
		out, n = digits[n%62:n%62+1]+out, n/62
	}
	return out
}

// FuzzMint makes credentials of any randomness: each has the published form, reads back, and shows its secret nowhere but through Reveal.
func FuzzMint(f *testing.F) {
	f.Add([]byte(strings.Repeat("\x00", 42)), byte(0))
	f.Add([]byte(strings.Repeat("\xff", 42)), byte(1))
	f.Add([]byte("short"), byte(2))
	kinds := []access.Kind{access.SCIMToken, access.AdminKey, access.OperatorKey}
	f.Fuzz(func(t *testing.T, random []byte, kind byte) {
		id, secret, _, err := access.Mint(kinds[int(kind)%len(kinds)], bytes.NewReader(random))
		if (err == nil) != (len(random) >= 42) {
			t.Fatalf("of %d random bytes: %v", len(random), err)
		}
		if err != nil {
			return
		}
		text := secret.Reveal()
		if parsed, ok := access.Parse(text); !ok || parsed != id || !published.MatchString(text) {
			t.Errorf("%q does not read back", text)
		}
	})
}
