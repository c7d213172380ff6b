package oauth

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"usersync/internal/fault"
)

func TestAnAssertionOfEveryAlgorithmGetsAToken(t *testing.T) {
	for algorithm, name := range map[jose.SignatureAlgorithm]string{jose.RS256: "rsa", jose.PS256: "rsa", jose.ES256: "p256", jose.EdDSA: "ed25519"} {
		t.Run(string(algorithm), func(t *testing.T) {
			w := newWorld(t)
			w.holds("c", members(t, keys()["rsa"].Public(), "k1"), members(t, keys()["p256"].Public(), "k2"), members(t, keys()["ed25519"].Public(), "k3"))
			text := sign(t, algorithm, keys()[name], nil, w.claims("c"))
			c, _, err := w.issuer.Issue(t.Context(), Proof{Assertion: text})
			must(t, err)
			if c.Client != "c" || !w.clients["c"].Holds(c.Proof) {
				t.Errorf("token %+v", c)
			}
			if _, _, err := w.issuer.Issue(t.Context(), Proof{Assertion: text}); !fault.Is(err, fault.Unauthenticated) || err.Error() != errClient().Error() {
				t.Errorf("an assertion is taken twice: %v", err)
			}
			if len(w.tokens) != 1 {
				t.Errorf("%d tokens", len(w.tokens))
			}
		})
	}
}

// What a client may say about time, audience and itself, and what not (RFC 7523 section 3).
func TestWhatAnAssertionSays(t *testing.T) {
	now := newWorld(t).now
	at := func(d time.Duration) int64 { return now.Add(d).Unix() }
	for name, tt := range map[string]struct {
		change map[string]any // nil takes a member away
		good   bool
	}{
		"as it should be":                {nil, true},
		"for the issuer":                 {map[string]any{"aud": issuer}, true},
		"for both names of the server":   {map[string]any{"aud": []string{issuer, endpoint}}, true},
		"without iat and nbf":            {map[string]any{"iat": nil, "nbf": nil}, true},
		"expired 59 seconds ago":         {map[string]any{"exp": at(-59 * time.Second)}, true},
		"good for an hour":               {map[string]any{"exp": at(time.Hour)}, true},
		"from a clock 60 seconds ahead":  {map[string]any{"exp": at(61 * time.Minute), "iat": at(time.Minute), "nbf": at(time.Minute)}, true},
		"expired 60 seconds ago":         {map[string]any{"exp": at(-time.Minute)}, false},
		"good for two hours":             {map[string]any{"exp": at(2 * time.Hour)}, false},
		"good for ever":                  {map[string]any{"exp": nil}, false},
		"not before two minutes":         {map[string]any{"nbf": at(2 * time.Minute)}, false},
		"made in two minutes":            {map[string]any{"iat": at(2 * time.Minute)}, false},
		"an end that is no number":       {map[string]any{"exp": "tomorrow"}, false},
		"an end beyond all time":         {map[string]any{"exp": 1e300}, false},
		"for nobody":                     {map[string]any{"aud": nil}, false},
		"for an empty list":              {map[string]any{"aud": []string{}}, false},
		"for another server":             {map[string]any{"aud": "https://evil.example.com"}, false},
		"for another server as well":     {map[string]any{"aud": []string{endpoint, "https://evil.example.com"}}, false},
		"for a part of the address":      {map[string]any{"aud": endpoint + "/"}, false},
		"without a name of its own":      {map[string]any{"jti": nil}, false},
		"with an empty name":             {map[string]any{"jti": ""}, false},
		"with too long a name":           {map[string]any{"jti": strings.Repeat("j", 257)}, false},
		"made by somebody else":          {map[string]any{"iss": "other"}, false},
		"made by nobody":                 {map[string]any{"iss": nil}, false},
		"about somebody else":            {map[string]any{"sub": "other"}, false},
		"about nobody":                   {map[string]any{"sub": nil}, false},
		"about and by an unknown client": {map[string]any{"sub": "nobody", "iss": "nobody"}, false},
		"about and by another client":    {map[string]any{"sub": "other", "iss": "other"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.holds("c", members(t, keys()["p256"].Public(), "k"))
			w.holds("other", members(t, keys()["ed25519"].Public(), "k"))
			claims := w.claims("c")
			maps.Copy(claims, tt.change)
			maps.DeleteFunc(claims, func(_ string, v any) bool { return v == nil })
			_, _, err := w.issuer.Issue(t.Context(), Proof{Assertion: sign(t, jose.ES256, keys()["p256"], nil, claims)})
			if tt.good {
				must(t, err)
				return
			}
			if err == nil || err.Error() != errClient().Error() || len(w.tokens) > 0 || len(w.used) > 0 {
				t.Errorf("got %v, %d tokens, %d used", err, len(w.tokens), len(w.used))
			}
		})
	}
}

// How an assertion may be signed, and by what (RFC 8725 sections 3.1, 3.8, 3.11).
func TestHowAnAssertionIsSigned(t *testing.T) {
	w := newWorld(t)
	good := members(t, keys()["rsa"].Public(), "k")
	claims := w.claims("c")
	type header = map[jose.HeaderKey]any
	unsigned := func(alg string) string {
		h, _ := json.Marshal(map[string]string{"alg": alg, "typ": "JWT"})
		c, err := json.Marshal(claims)
		must(t, err)
		encode := base64.RawURLEncoding.EncodeToString
		return encode(h) + "." + encode(c) + "."
	}
	public, err := json.Marshal(good)
	must(t, err)
	own := jose.JSONWebKey{Key: keys()["ed25519"].Public(), KeyID: "k"}
	bound := members(t, keys()["rsa"].Public(), "k")
	bound["alg"] = "PS256"
	for name, tt := range map[string]struct {
		held map[string]any
		text string
		good bool
	}{
		"by the key":                     {good, sign(t, jose.RS256, keys()["rsa"], nil, claims), true},
		"by the key, named":              {good, sign(t, jose.RS256, keys()["rsa"], header{"kid": "k"}, claims), true},
		"with a type":                    {good, sign(t, jose.RS256, keys()["rsa"], header{"typ": "JWT"}, claims), true},
		"with the type of the purpose":   {good, sign(t, jose.RS256, keys()["rsa"], header{"typ": "client-authentication+jwt"}, claims), true},
		"with another type":              {good, sign(t, jose.RS256, keys()["rsa"], header{"typ": "at+jwt"}, claims), false},
		"by the key under another name":  {good, sign(t, jose.RS256, keys()["rsa"], header{"kid": "other"}, claims), false},
		"by another key":                 {good, sign(t, jose.ES256, keys()["p256"], nil, claims), false},
		"by a key that it brings itself": {good, sign(t, jose.EdDSA, keys()["ed25519"], header{"jwk": own}, claims), false},
		"with a key's address":           {good, sign(t, jose.EdDSA, keys()["ed25519"], header{"jku": "https://evil.example.com"}, claims), false},
		"with what must be understood":   {good, sign(t, jose.RS256, keys()["rsa"], header{"crit": []string{"strange"}, "strange": 1}, claims), false},
		"by a curve that is not taken":   {good, sign(t, jose.ES384, keys()["p384"], nil, claims), false},
		"by the public key as a secret":  {good, sign(t, jose.HS256, public, nil, claims), false},
		"by nothing":                     {good, unsigned("none"), false},
		"by nothing, as RS256":           {good, unsigned("RS256"), false},
		"by a key that is for another":   {bound, sign(t, jose.RS256, keys()["rsa"], nil, claims), false},
		"by a key that is for this":      {bound, sign(t, jose.PS256, keys()["rsa"], nil, claims), true},
		"too long":                       {good, sign(t, jose.RS256, keys()["rsa"], nil, map[string]any{"x": strings.Repeat("x", MaxAssertion)}), false},
		"no JWT":                         {good, "scs_aaaa", false},
		"encrypted":                      {good, "a.b.c.d.e", false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.holds("c", tt.held)
			_, _, err := w.issuer.Issue(t.Context(), Proof{Assertion: tt.text})
			if tt.good {
				must(t, err)
				return
			}
			if err == nil || err.Error() != errClient().Error() || len(w.tokens) > 0 {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTheClientOfTheFormMustBeThatOfTheAssertion(t *testing.T) {
	w := newWorld(t)
	w.holds("c", members(t, keys()["p256"].Public(), ""))
	text := sign(t, jose.ES256, keys()["p256"], nil, w.claims("c"))
	if _, _, err := w.issuer.Issue(t.Context(), Proof{Client: "other", Assertion: text}); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("got %v", err)
	}
	_, _, err := w.issuer.Issue(t.Context(), Proof{Client: "c", Assertion: text})
	must(t, err)
}

func TestThereIsADecoyForEveryAlgorithm(t *testing.T) {
	for _, algorithm := range Algorithms() {
		if len(decoy(algorithm)) != 1 {
			t.Errorf("%s: no decoy: an unknown client is told from a wrong signature by the time it takes", algorithm)
		}
	}
	if decoy("HS256") != nil || decoy("none") != nil {
		t.Error("a decoy for what is never taken")
	}
}

func FuzzAssertion(f *testing.F) {
	w := newWorld(f)
	w.holds("c", members(f, keys()["ed25519"].Public(), "k"))
	good := sign(f, jose.EdDSA, keys()["ed25519"], nil, w.claims("c"))
	for _, seed := range []string{good, "", "..", "a.b.c", good + ".", good[:len(good)-2], strings.ReplaceAll(good, ".", "..")} {
		f.Add(seed)
	}
	signed, _, _ := strings.Cut(good[strings.IndexByte(good, '.')+1:], ".")
	f.Fuzz(func(t *testing.T, text string) {
		_, _, err := newIssuerLike(w).Issue(t.Context(), Proof{Assertion: text})
		if err == nil && !strings.Contains(text, signed) {
			t.Errorf("taken, with claims that nobody signed: %q", text)
		}
	})
}

// newIssuerLike is the same Issuer without a memory.
func newIssuerLike(w *world) *Issuer {
	clear(w.used)
	w.tokens = nil
	return &Issuer{Store: w, Now: w.issuer.Now, Random: w.issuer.Random, Audiences: w.issuer.Audiences, Open: w.issuer.Open}
}
