package inspect

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestTheShortWaysSayTheSame: what is written for ASCII gives what is written for all text.
func TestTheShortWaysSayTheSame(t *testing.T) {
	word := rapid.OneOf(rapid.SampledFrom(secretWords), rapid.SampledFrom(harmless), rapid.StringMatching(`[ -~]{0,6}`), rapid.String())
	rapid.Check(t, func(r *rapid.T) {
		text := strings.Join(rapid.SliceOfN(word, 0, 4).Draw(r, "words"), rapid.SampledFrom([]string{"", "_", ".", "É"}).Draw(r, "between"))
		if rapid.Bool().Draw(r, "capitals") {
			text = strings.ToUpper(text)
		}
		name := plainUnicode(text)
		if got := plain(text); got != name {
			r.Fatalf("%q, want %q", got, name)
		}
		want := !slices.Contains(harmless, name) && slices.ContainsFunc(secretWords, func(w string) bool { return strings.Contains(name, w) })
		if isSecret(text) != want {
			r.Fatalf("%q names a secret: %v", text, !want)
		}
	})
}

func BenchmarkMask(b *testing.B) {
	body := []byte(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"01J9ZK3V7Q","userName":"ann@example.com","name":{"givenName":"Ann","familyName":"Lee"},` +
		`"emails":[{"primary":true,"value":"ann@example.com","type":"work"}],"displayName":"Ann Lee","locale":"en-US","externalId":"00ujl29u0le5T6Aj10h7","active":true}`)
	b.ReportAllocs()
	for b.Loop() {
		Mask(body, int64(len(body)))
	}
}
