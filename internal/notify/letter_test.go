package notify_test

import (
	"strings"
	"testing"

	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

func TestAProductThatLeftTheCatalogueIsCalledByItsKey(t *testing.T) {
	w := newWorld(t)
	w.publish(func(p *rule.Policy) { p.Products = nil })
	w.wantDone(w.handle(w.sender("p1")))
	if m := w.mails(1); !strings.Contains(m.Text, "* meeting\n") {
		t.Errorf("sent %s", m.Text)
	}
}

// saves stores a template of the account.
func (w *world) saves(id string, variants map[string]provision.MailVariant) {
	w.Helper()
	w.must(w.store.SaveTemplate(w.Context(), w.account, provision.Template{
		Kind: provision.EmailTemplates, ID: id, Version: 1, Modified: w.clock, Variants: variants,
	}))
}

func TestTheLanguageOfATemplate(t *testing.T) {
	in := func(languages ...string) map[string]provision.MailVariant {
		variants := map[string]provision.MailVariant{}
		for _, l := range languages {
			variants[l] = provision.MailVariant{Subject: l + " {{user.givenName}}", Text: l}
		}
		return variants
	}
	tests := []struct {
		name      string
		template  string
		has       map[string]provision.MailVariant
		decided   string
		ofAccount string
		subject   string
		language  string
	}{
		{"the person's", "T1", in("en", "de", "fr"), "fr", "de", "fr Ann", "fr"},
		{"the account's", "T1", in("en", "de"), "fr", "de", "de Ann", "de"},
		{"English", "T1", in("en"), "fr", "de", "en Ann", "en"},
		{"a default of one's own", "default", in("en"), "en", "en", "en Ann", "en"},
		{"a default of one's own in another language", "default", in("de"), "en", "de", "Welcome to Acme", "en"},
		{"the built-in default", "default", nil, "pt", "nl", "Boas-vindas à sua conta Acme", "pt"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.publish(func(p *rule.Policy) { p.DefaultLanguage = tt.ofAccount })
			if tt.has != nil {
				w.saves(tt.template, tt.has)
			}
			w.redecide(rule.Choice(tt.template), tt.decided)
			w.wantDone(w.handle(w.sender("p1")))
			if m := w.mails(1); m.Subject != tt.subject || m.Language != tt.language || m.Template != tt.template {
				t.Errorf("sent %q in %s of %s, want %q in %s of %s", m.Subject, m.Language, m.Template, tt.subject, tt.language, tt.template)
			}
		})
	}
}

func TestATemplateThatIsNotThereParksTheMail(t *testing.T) {
	for name, variants := range map[string]map[string]provision.MailVariant{
		"never saved": nil,
		"broken":      {"en": {Subject: "{{#products}}"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if variants != nil {
				w.saves("T1", variants)
			}
			w.redecide("T1", "en")
			w.wantDone(w.handle(w.sender("p1")))
			w.stands(notify.Parked, "template_missing")
		})
	}
}
