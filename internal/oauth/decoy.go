package oauth

import "github.com/go-jose/go-jose/v4"

// decoys are keys that nobody has the private part of. An assertion of a client that is not known, or has no fitting key, is checked against one, so that
// it takes as long as with a wrong signature.
var decoys = []string{
	`{"kty":"RSA","n":"vsDFxR1LK-1Vh_Yy5NleK7Sue7A9S64eJnMn3Ou_QbEAL4-_yC5w58Zqx46a6qDmh3J7zkNife9vedJsmVzqwfZvZBIQ33R6C3hoLmV4vEIvnBgnlTDa8HmdMcpQKAYGmAROXgrYC0QvfJpcz1U5YMRXtosR8RnV_osCOAlUzN6Jk7qqisnkzp46bMSGboKKS95fILBjkrA96D6K8pFRPL1X1uPWVvuZXwxwJmnZoQyyjYrCyUN0x78eCgyx7slAf01KGMAzcGJd5HptyMiD2GP5rthGFUgk76LMG0sY9FNYHEhD_fcBQDRAN6AufiX3e5W6_V67nHRSo708wyDUYw","e":"AQAB"}`,
	`{"kty":"EC","crv":"P-256","x":"d7cMALgh5vKUx5j_i7wF6ZYSswYQa3m4lmwdGxuhZ_U","y":"kJXvIb9wEuxhCI9XH7ofEJbRCyEAMwEFGy2rWqAnyQk"}`,
	`{"kty":"OKP","crv":"Ed25519","x":"C6PEWSUk4zwrZmIdoy5uCDq7Xi3Zj5xORIe0xbC841g"}`,
}

// decoy is the key that an algorithm's signatures are checked against in vain.
func decoy(algorithm string) []jose.JSONWebKey {
	for _, text := range decoys {
		var key jose.JSONWebKey
		if key.UnmarshalJSON([]byte(text)) == nil && fits(key, algorithm) {
			return []jose.JSONWebKey{key}
		}
	}
	return nil
}
