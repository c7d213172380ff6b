package oauth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	_ "crypto/sha256" // for thumbprints
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/go-jose/go-jose/v4"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// Limits of the keys of a client: how many, bits of an RSA key, and bytes of a kid.
const (
	MaxKeys    = 10
	minRSABits = 2048
	maxRSABits = 4096
	maxKeyID   = 200
)

// private are the members of a JWK that nobody but its owner may have (RFC 7518 section 6; "priv" of RFC 9964).
var private = []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"}

// kept are the members of a JWK that are kept. Certificates are not looked at.
var kept = []string{"kty", "kid", "use", "alg", "n", "e", "crv", "x", "y"}

// ReadKeys reads the keys of a JWKS (RFC 7517 section 5), given as the members of each key: RSA of 2048 to 4096 bits, P-256, or Ed25519. fault.Invalid
// names each key at fault; one with a private member is refused without a look at what is in it.
func ReadKeys(list []map[string]any) ([]access.ClientKey, error) {
	bad := fault.New(fault.Invalid, "invalid_value", "The keys are not acceptable as they are.")
	if len(list) > MaxKeys {
		return nil, bad.At("keys", fmt.Sprintf("Must be %d keys at most.", MaxKeys))
	}
	var keys []access.ClientKey
	for i, members := range list {
		key, why := readKey(members)
		if why == "" && slices.ContainsFunc(keys, func(k access.ClientKey) bool { return k.ID == key.ID }) {
			why = "Is in the list already."
		}
		if why != "" {
			bad.At(fmt.Sprintf("keys[%d]", i), why)
			continue
		}
		keys = append(keys, key)
	}
	if len(bad.Fields) > 0 {
		return nil, bad
	}
	return keys, nil
}

// readKey reads one key, or says what is wrong with it.
func readKey(members map[string]any) (access.ClientKey, string) {
	for _, name := range private {
		if _, there := members[name]; there {
			return access.ClientKey{}, "Is a private or shared key. Give the public part alone, and do not use this key any more: it has left your hands."
		}
	}
	public := map[string]any{}
	for _, name := range kept {
		if v, there := members[name]; there {
			public[name] = v
		}
	}
	text, err := json.Marshal(public)
	var key jose.JSONWebKey
	if err != nil || key.UnmarshalJSON(text) != nil || !key.IsPublic() {
		return access.ClientKey{}, "Cannot be read: a public key of RSA, P-256 or Ed25519 as a JWK is needed."
	}
	if why := unfit(key); why != "" {
		return access.ClientKey{}, why
	}
	text, err = key.MarshalJSON()
	if err != nil {
		return access.ClientKey{}, "Cannot be read."
	}
	return access.ClientKey{ID: thumbprint(key), JWK: text}, ""
}

// unfit says why assertions cannot be checked with a key.
func unfit(key jose.JSONWebKey) string {
	if key.Use != "" && key.Use != "sig" {
		return "Is not for signatures (use)."
	}
	if len(key.KeyID) > maxKeyID {
		return fmt.Sprintf("Has a kid of more than %d bytes.", maxKeyID)
	}
	switch k := key.Key.(type) {
	case *rsa.PublicKey:
		if bits := k.N.BitLen(); bits < minRSABits || bits > maxRSABits || k.E < 3 || k.E%2 == 0 || k.E > 1<<31-1 {
			return fmt.Sprintf("Must be an RSA key of %d to %d bits with an odd exponent.", minRSABits, maxRSABits)
		}
	case *ecdsa.PublicKey, ed25519.PublicKey:
	default:
		return "Must be a key of RSA, P-256 or Ed25519."
	}
	if !slices.ContainsFunc(algorithms, func(a jose.SignatureAlgorithm) bool { return fits(key, string(a)) }) {
		return "Its curve or alg is for none of RS256, PS256, ES256 and EdDSA."
	}
	return ""
}

// thumbprint is the id of a key (RFC 7638), which its contents alone decide; "" for what is no key.
func thumbprint(key jose.JSONWebKey) string {
	sum, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}

// KeyNames are the kid and alg that a client gave to its key; each may be empty.
func KeyNames(k access.ClientKey) (kid, algorithm string) {
	var names struct {
		KeyID     string `json:"kid"`
		Algorithm string `json:"alg"`
	}
	_ = json.Unmarshal(k.JWK, &names) // was written by ReadKeys
	return names.KeyID, names.Algorithm
}
