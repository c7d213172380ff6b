package notify

import (
	"cmp"
	"context"
	"maps"

	"usersync/internal/access"
	"usersync/internal/rule"
)

// compose fills the intent's template in; ok is false when there is no template to fill in.
func (s *Sender) compose(ctx context.Context, a access.Account, in Intent, h house, r Recipient) (m Message, ok bool, err error) {
	own, err := s.Templates.EmailTemplate(ctx, a, in.Template)
	if err != nil {
		return Message{}, false, err
	}
	v, language, ok := choose(own, in.Template, in.Language, h.language)
	if !ok {
		return Message{}, false, nil
	}
	filled, err := fill(v, factsOf(r, h.names(r.Products), language))
	if err != nil { // cannot be: it was checked when it was saved
		return Message{}, false, nil //nolint:nilerr // a template that cannot be filled in is as good as none, and a person has to mend it
	}
	return Message{Subject: filled.Subject, Text: filled.Text, HTML: filled.HTML, Language: language, Template: in.Template}, true, nil
}

// choose finds the variant to use: the person's language, else the account's, else English. Behind what an account saved of the default
// template stands the built-in one.
func choose(own map[string]Variant, id, language, fallback string) (v Variant, chosen string, ok bool) {
	variants := own
	if id == string(rule.Default) {
		variants = maps.Clone(builtIn)
		maps.Copy(variants, own)
	}
	for _, chosen := range []string{language, fallback, "en"} {
		if v, ok := variants[chosen]; ok {
			return v, chosen, true
		}
	}
	return Variant{}, "", false
}

// names are the names of products by their keys; one that left the catalogue is called by its key.
func (h house) names(keys []string) []string {
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = cmp.Or(h.products[key], key)
	}
	return names
}

// factsOf are the values of the placeholders.
func factsOf(r Recipient, products []string, language string) facts {
	return facts{
		"user.givenName": r.GivenName, "user.familyName": r.FamilyName, "user.displayName": r.DisplayName, "user.userName": r.UserName,
		"account.name": r.Account, "signIn.url": r.SignInURL, "admin.contact": r.Contact, "language": language,
	}.with(products)
}
