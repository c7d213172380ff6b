package oauth

import (
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
)

func TestASecretGetsATokenForAnHour(t *testing.T) {
	w := newWorld(t)
	w.secret("other", time.Hour)
	old, text := w.secret("c", time.Minute), w.secret("c", 24*time.Hour)
	c, token, err := w.issuer.Issue(t.Context(), Proof{Client: "c", Secret: text})
	must(t, err)
	if len(w.tokens) != 1 || w.tokens[0].ID != c.ID || c.Hash != sha256.Sum256([]byte(token.Reveal())) {
		t.Errorf("stored %+v, answered %+v", w.tokens, c)
	}
	if c.Kind != access.AccessToken || c.Account != "01ACC" || c.Connection != "01CON" || c.Client != "c" || c.Proof != w.clients["c"].Secrets[1].ID ||
		!c.Expires.Equal(w.now.Add(time.Hour)) || len(c.Scopes) != 1 || c.Scopes[0] != access.SCIM {
		t.Errorf("token %+v", c)
	}
	if id, ok := access.Parse(token.Reveal()); !ok || id != c.ID || !strings.HasPrefix(token.Reveal(), "sca_") {
		t.Errorf("the token's form is wrong: id %q", id)
	}
	_, _, err = w.issuer.Issue(t.Context(), Proof{Client: "c", Secret: old}) // several live at a time
	must(t, err)
	if len(w.notes) != 2 || !strings.HasPrefix(w.notes[0], "c ") {
		t.Errorf("notes %q", w.notes)
	}
}

func TestWhatIsNoGoodProofIsRefusedInTheSameWords(t *testing.T) {
	w := newWorld(t)
	text, strange := w.secret("c", time.Hour), w.secret("other", time.Hour)
	ended := w.secret("c", 0)
	cases := map[string]Proof{
		"a wrong secret":             {Client: "c", Secret: "scs_wrong"},
		"another client's secret":    {Client: "c", Secret: strange},
		"a secret that has run out":  {Client: "c", Secret: ended},
		"an unknown client":          {Client: "nobody", Secret: text},
		"no client":                  {Secret: text},
		"an id that cannot be one":   {Client: strings.Repeat("x", 1000), Secret: text},
		"no secret":                  {Client: "c"},
		"an assertion that is none":  {Client: "c", Assertion: "eyJ.eyJ.x"},
		"a secret with an assertion": {Client: "c", Secret: text, Assertion: "x"},
	}
	for name, proof := range cases {
		_, _, err := w.issuer.Issue(t.Context(), proof)
		if !fault.Is(err, fault.Unauthenticated) || err.Error() != errClient().Error() {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(w.tokens) > 0 || len(w.notes) > 0 {
		t.Errorf("stored %v, noted %v", w.tokens, w.notes)
	}
}

func TestAClosedConnectionGivesNoTokens(t *testing.T) {
	w := newWorld(t)
	text := w.secret("c", time.Hour)
	for _, tt := range []struct {
		closed error
		kind   fault.Kind
		code   string
	}{
		{fault.New(fault.Forbidden, "connection_paused", ""), fault.Forbidden, CodeUnauthorizedClient},
		{fault.New(fault.NotFound, "connection_not_found", ""), fault.Unauthenticated, CodeInvalidClient},
		{fault.New(fault.Unavailable, "storage", ""), fault.Unavailable, "storage"},
	} {
		w.closed = tt.closed
		if _, _, err := w.issuer.Issue(t.Context(), Proof{Client: "c", Secret: text}); !fault.Is(err, tt.kind) || fault.Code(err) != tt.code {
			t.Errorf("%v became %v", tt.closed, err)
		}
		if _, _, err := w.issuer.Issue(t.Context(), Proof{Client: "c", Secret: "wrong"}); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("who is not known learns of the connection: %v", err)
		}
	}
	if len(w.tokens) > 0 {
		t.Errorf("tokens %v", w.tokens)
	}
}

func TestAStorageFailureIsNoWrongSecret(t *testing.T) {
	w := newWorld(t)
	text := w.secret("c", time.Hour)
	w.broken = errors.New("storage is away")
	if _, _, err := w.issuer.Issue(t.Context(), Proof{Client: "c", Secret: text}); !errors.Is(err, w.broken) {
		t.Errorf("got %v", err)
	}
}

func TestAClientThatAsksAllTheTimeIsSlowedDownAlone(t *testing.T) {
	w := newWorld(t)
	text, other := w.secret("c", time.Hour), w.secret("other", time.Hour)
	for range 1000 { // wrong secrets use up nothing of the client's
		_, _, _ = w.issuer.Issue(t.Context(), Proof{Client: "c", Secret: "wrong"})
	}
	for range issues.Burst {
		_, _, err := w.issuer.Issue(t.Context(), Proof{Client: "c", Secret: text})
		must(t, err)
	}
	_, _, err := w.issuer.Issue(t.Context(), Proof{Client: "c", Secret: text})
	if !fault.Is(err, fault.TooMany) || fault.As(err).RetryAfter != time.Second {
		t.Errorf("got %v", err)
	}
	_, _, err = w.issuer.Issue(t.Context(), Proof{Client: "other", Secret: other})
	must(t, err)
	w.now = w.now.Add(time.Second)
	_, _, err = w.issuer.Issue(t.Context(), Proof{Client: "c", Secret: text})
	must(t, err)
}

func TestUseIsNotedEveryFiveMinutes(t *testing.T) {
	w := newWorld(t)
	text := w.secret("c", time.Hour)
	w.clients["c"].Secrets[0].LastUse = w.now.Add(-4 * time.Minute)
	_, _, err := w.issuer.Issue(t.Context(), Proof{Client: "c", Secret: text})
	must(t, err)
	if len(w.notes) != 0 {
		t.Errorf("notes %q", w.notes)
	}
	w.now = w.now.Add(time.Minute)
	_, _, err = w.issuer.Issue(t.Context(), Proof{Client: "c", Secret: text})
	must(t, err)
	if len(w.notes) != 1 {
		t.Errorf("notes %q", w.notes)
	}
}
