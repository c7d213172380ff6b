package oauth

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"usersync/internal/access"
)

// Limits of assertions: bytes of the text and of its jti, how far ahead it may expire, and how far the client's clock may be wrong.
const (
	MaxAssertion  = 8 << 10
	maxTokenID    = 256
	maxAhead      = time.Hour
	clockSkew     = time.Minute
	maxAudiences  = 2 // as many as this server has names
	assertionType = "JWT"
)

// algorithms are those that a client may sign with (RFC 8725 section 3.1): never none, and none whose key both sides would have to know.
var algorithms = []jose.SignatureAlgorithm{jose.RS256, jose.PS256, jose.ES256, jose.EdDSA}

// Algorithms names the algorithms that assertions may be signed with (RFC 7518 section 3.1).
func Algorithms() []string {
	names := make([]string, len(algorithms))
	for i, algorithm := range algorithms {
		names[i] = string(algorithm)
	}
	return names
}

// byAssertion says which client signed an assertion, with which key (RFC 7523 section 3). The client is named by the assertion itself; what it says is believed once
// the signature is checked with a key of that client.
func (s *Issuer) byAssertion(ctx context.Context, p Proof) (access.Client, string, *UsedAssertion, error) {
	refuse := func(err error) (access.Client, string, *UsedAssertion, error) { return access.Client{}, "", nil, err }
	token, header, claimed, ok := parse(p.Assertion)
	if !ok || p.Client != "" && p.Client != claimed.Subject {
		return refuse(errClient())
	}
	client, err := s.client(ctx, claimed.Subject)
	if err != nil {
		return refuse(err)
	}
	key, claims, ok := verify(token, header, client)
	if !ok || !s.acceptable(claims, client.ID) {
		return refuse(errClient())
	}
	used := &UsedAssertion{Client: client.ID, ID: sha256.Sum256([]byte(claims.ID)), Expires: claims.Expiry.Time().Add(clockSkew)}
	return client, key, used, nil
}

// parse reads an assertion without believing it.
func parse(text string) (*jwt.JSONWebToken, jose.Header, jwt.Claims, bool) {
	var claims jwt.Claims
	if len(text) > MaxAssertion {
		return nil, jose.Header{}, claims, false
	}
	token, err := jwt.ParseSigned(text, algorithms)
	if err != nil || len(token.Headers) != 1 || token.UnsafeClaimsWithoutVerification(&claims) != nil {
		return nil, jose.Header{}, claims, false
	}
	header := token.Headers[0]
	return token, header, claims, rightType(header)
}

// rightType reports whether a JWT says that it is one for this purpose, or does not say what it is (RFC 8725 section 3.11).
func rightType(h jose.Header) bool {
	kind, said := h.ExtraHeaders[jose.HeaderType]
	if !said {
		return true
	}
	text, _ := kind.(string)
	return strings.EqualFold(text, assertionType) || strings.EqualFold(strings.TrimPrefix(strings.ToLower(text), "application/"), "client-authentication+jwt")
}

// verify finds the key of the client that signed. Keys that the assertion itself brings or points to are never looked at.
func verify(token *jwt.JSONWebToken, header jose.Header, client access.Client) (id string, claims jwt.Claims, ok bool) {
	for _, key := range candidates(client, header) {
		var c jwt.Claims
		if token.Claims(key.Key, &c) == nil {
			id, claims, ok = thumbprint(key), c, true
		}
	}
	return id, claims, ok && client.Holds(id)
}

// candidates are the client's keys that can have made a signature, or a decoy.
func candidates(client access.Client, header jose.Header) []jose.JSONWebKey {
	var list []jose.JSONWebKey
	for _, have := range client.Keys {
		var key jose.JSONWebKey
		if key.UnmarshalJSON(have.JWK) == nil && fits(key, header.Algorithm) && (header.KeyID == "" || key.KeyID == header.KeyID) {
			list = append(list, key)
		}
	}
	if len(list) == 0 {
		return decoy(header.Algorithm)
	}
	return list
}

// fits reports whether a key is for an algorithm (RFC 8725 section 3.1: a key is used with one kind of algorithm only).
func fits(key jose.JSONWebKey, algorithm string) bool {
	if key.Algorithm != "" && key.Algorithm != algorithm {
		return false
	}
	switch k := key.Key.(type) {
	case *rsa.PublicKey:
		return algorithm == string(jose.RS256) || algorithm == string(jose.PS256)
	case *ecdsa.PublicKey:
		return algorithm == string(jose.ES256) && k.Params().BitSize == 256
	case ed25519.PublicKey:
		return algorithm == string(jose.EdDSA)
	}
	return false
}

// acceptable checks what a client has signed (RFC 7523 section 3): by itself, about itself, for us alone, now, and with a name of its own.
func (s *Issuer) acceptable(c jwt.Claims, client string) bool {
	now := s.Now()
	return client != "" && c.Issuer == client && c.Subject == client && s.meant(c.Audience) &&
		c.ID != "" && len(c.ID) <= maxTokenID &&
		c.Expiry != nil && now.Before(c.Expiry.Time().Add(clockSkew)) && !c.Expiry.Time().After(now.Add(maxAhead+clockSkew)) &&
		started(c.NotBefore, now) && started(c.IssuedAt, now)
}

// meant reports whether an assertion is for this server and for nobody else: who is also named could use it here.
func (s *Issuer) meant(audience jwt.Audience) bool {
	return len(audience) > 0 && len(audience) <= maxAudiences &&
		!slices.ContainsFunc(audience, func(name string) bool { return !slices.Contains(s.Audiences, name) })
}

func started(at *jwt.NumericDate, now time.Time) bool {
	return at == nil || !at.Time().After(now.Add(clockSkew))
}
