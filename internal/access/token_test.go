package access_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"usersync/internal/access"
)

// published is the one regular expression for secret scanners.
var published = regexp.MustCompile(`^(scr|sca|scs|adm|opr)_[a-z2-7]{10}_[0-9A-Za-z]{49}$`)

func TestMintedCredentialsHaveThePublishedForm(t *testing.T) {
	for _, kind := range []access.Kind{access.SCIMToken, access.AccessToken, access.SecretOfClient, access.AdminKey, access.OperatorKey} {
		t.Run(string(kind), func(t *testing.T) {
			id, secret, hash, err := access.Mint(kind, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			text := secret.Reveal()
			if !published.MatchString(text) {
				t.Errorf("%q does not match the published form", text)
			}
			if got, ok := access.Parse(text); !ok || got != id {
				t.Errorf("Parse = %q, %v; want %q", got, ok, id)
			}
			if hash != sha256.Sum256([]byte(text)) {
				t.Error("the hash to keep is not that of the text")
			}
		})
	}
}

func TestParseRefusesForgeries(t *testing.T) {
	_, secret, _, err := access.Mint(access.AdminKey, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	good := secret.Reveal()
	last := good[len(good)-1]
	other := byte('0')
	if last == other {
		other = '1'
	}
	tests := map[string]string{
		"empty":               "",
		"no separator":        strings.ReplaceAll(good, "_", ""),
		"unknown prefix":      "xyz" + good[3:],
		"wrong checksum":      good[:len(good)-1] + string(other),
		"one character short": good[:len(good)-1],
		"one too many":        good + "0",
		"capital in the id":   good[:4] + "A" + good[5:],
		"a JWT":               "eyJhbGciOiJIUzI1NiJ9.e30.x",
		"spaces":              " " + good,
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			if id, ok := access.Parse(text); ok {
				t.Errorf("accepted, with id %q", id)
			}
		})
	}
}

func TestMintFailsWithoutRandomnessOrKind(t *testing.T) {
	if _, _, _, err := access.Mint(access.AdminKey, bytes.NewReader([]byte("short"))); err == nil {
		t.Error("minted from five random bytes")
	}
	if _, _, _, err := access.Mint("visitor", rand.Reader); err == nil {
		t.Error("minted an unknown kind")
	}
	if _, _, _, err := access.Mint(access.AdminKey, failing{}); !errors.Is(err, errDry) {
		t.Errorf("err = %v, want the source's", err)
	}
}

var errDry = errors.New("no entropy")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errDry }

func TestASecretIsNeverPrinted(t *testing.T) {
	_, secret, _, err := access.Mint(access.SCIMToken, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(map[string]any{"token": secret})
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{fmt.Sprint(secret), fmt.Sprintf("%v %+v %#v %s", secret, secret, secret, secret), string(encoded)} {
		if strings.Contains(out, secret.Reveal()) {
			t.Errorf("printed in %q", out)
		}
	}
}
