package oauth

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"usersync/internal/fault"
)

func TestKeysAreReadAndKeptWithoutTheRest(t *testing.T) {
	key := members(t, keys()["rsa"].Public(), "first")
	maps.Copy(key, map[string]any{"alg": "RS256", "use": "sig", "x5c": []any{"nonsense"}, "x5u": "https://example.com", "note": "mine"})
	list, err := ReadKeys([]map[string]any{key, members(t, keys()["p256"].Public(), ""), members(t, keys()["ed25519"].Public(), "third")})
	must(t, err)
	if len(list) != 3 || list[0].ID == list[1].ID {
		t.Fatalf("keys %+v", list)
	}
	if kid, algorithm := KeyNames(list[0]); kid != "first" || algorithm != "RS256" {
		t.Errorf("names %q, %q", kid, algorithm)
	}
	kept := map[string]any{}
	must(t, json.Unmarshal(list[0].JWK, &kept))
	if names := slices.Sorted(maps.Keys(kept)); !slices.Equal(names, []string{"alg", "e", "kid", "kty", "n", "use"}) || kept["use"] != "sig" {
		t.Errorf("kept %s", list[0].JWK)
	}
	again, err := ReadKeys([]map[string]any{members(t, keys()["rsa"].Public(), "other name")})
	must(t, err)
	if again[0].ID != list[0].ID {
		t.Error("the id of a key is not that of its contents")
	}
	if none, err := ReadKeys(nil); err != nil || len(none) != 0 {
		t.Errorf("no keys: %v, %v", none, err)
	}
}

func TestKeysThatAreRefused(t *testing.T) {
	public := func(name string) map[string]any { return members(t, keys()[name].Public(), "k") }
	with := func(key map[string]any, name string, v any) map[string]any {
		changed := maps.Clone(key)
		changed[name] = v
		return changed
	}
	small := &rsa.PublicKey{N: keys()["rsa"].Public().(*rsa.PublicKey).N, E: 4}
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	must(t, err)
	for name, tt := range map[string]struct {
		key  map[string]any
		says string
	}{
		"a private RSA key":           {members(t, keys()["rsa"], "k"), "private"},
		"a private P-256 key":         {members(t, keys()["p256"], "k"), "private"},
		"a private Ed25519 key":       {members(t, keys()["ed25519"], "k"), "private"},
		"a shared key":                {map[string]any{"kty": "oct", "k": "c2VjcmV0"}, "private"},
		"a private member of null":    {with(public("rsa"), "d", nil), "private"},
		"no key":                      {map[string]any{}, "read"},
		"an unknown kind":             {map[string]any{"kty": "abacus"}, "read"},
		"a member of a wrong type":    {with(public("rsa"), "n", 17), "read"},
		"a point beside the curve":    {with(public("p256"), "x", strings.Repeat("A", 43)), "read"},
		"an RSA key of 1,024 bits":    {members(t, short.Public(), "k"), "2048"},
		"an RSA key of even exponent": {members(t, small, "k"), "exponent"},
		"another curve":               {public("p384"), "curve"},
		"another algorithm":           {with(public("rsa"), "alg", "RS512"), "alg"},
		"for encryption":              {with(public("rsa"), "use", "enc"), "signatures"},
		"a long name":                 {with(public("rsa"), "kid", strings.Repeat("x", 201)), "kid"},
	} {
		_, err := ReadKeys([]map[string]any{public("ed25519"), tt.key})
		if !fault.Is(err, fault.Invalid) || len(fault.As(err).Fields) != 1 {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if field := fault.As(err).Fields[0]; field.Path != "keys[1]" || !strings.Contains(field.Detail, tt.says) {
			t.Errorf("%s: %+v", name, field)
		}
	}
	if _, err := ReadKeys([]map[string]any{public("rsa"), public("rsa")}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a key twice: %v", err)
	}
	if _, err := ReadKeys(make([]map[string]any, MaxKeys+1)); !fault.Is(err, fault.Invalid) {
		t.Errorf("too many keys: %v", err)
	}
}

func FuzzReadKeys(f *testing.F) {
	for _, name := range []string{"rsa", "p256", "ed25519"} {
		m := members(f, keys()[name].Public(), "k")
		kty, _ := m["kty"].(string)
		crv, _ := m["crv"].(string)
		x, _ := m["x"].(string)
		y, _ := m["y"].(string)
		n, _ := m["n"].(string)
		e, _ := m["e"].(string)
		f.Add(kty, crv, x, y, n, e)
	}
	f.Fuzz(func(t *testing.T, kty, crv, x, y, n, e string) {
		m := map[string]any{"kty": kty}
		for name, v := range map[string]string{"crv": crv, "x": x, "y": y, "n": n, "e": e} {
			if v != "" {
				m[name] = v
			}
		}
		list, err := ReadKeys([]map[string]any{m})
		if err != nil {
			return
		}
		var key jose.JSONWebKey
		if err := key.UnmarshalJSON(list[0].JWK); err != nil || !key.IsPublic() || thumbprint(key) != list[0].ID {
			t.Errorf("what was kept cannot be read back: %s, %v", list[0].JWK, err)
		}
	})
}
