package rule

import (
	"slices"
	"strings"
)

// The failure codes of somebody to whom rules give nothing for the sake of the address.
const (
	codeUnverified = "domain_not_verified"
	codeMissing    = "missing_attribute"
)

// attributeEmails is the attribute that is missing where somebody has no address.
const attributeEmails = "emails"

// unverified is why the rules of a policy with verified domains give nothing to somebody with an address; ok is false where they may.
func (p *Policy) unverified(email string) (problem Problem, ok bool) {
	if len(p.VerifiedDomains) == 0 {
		return Problem{}, false
	}
	if email == "" {
		return Problem{Code: codeMissing, Subject: attributeEmails}, true
	}
	domain := domainOf(email)
	return Problem{Code: codeUnverified, Subject: domain}, !slices.Contains(p.VerifiedDomains, domain)
}

// domainOf is what stands behind the last @ of an address, in lower case; "" where there is no @.
func domainOf(email string) string {
	at := strings.LastIndexByte(email, '@')
	if at < 0 {
		return ""
	}
	return strings.ToLower(email[at+1:])
}

// bar takes what rules say from somebody whose domain is not verified: no rule matches. Whom none would match is no case of it.
func (p *Policy) bar(email string, matches []Match, rules []*compiled) ([]*compiled, []Problem) {
	problem, ok := p.unverified(email)
	if !ok || len(rules) == 0 {
		return rules, nil
	}
	for i := range matches {
		if matches[i].Matched {
			matches[i].Matched, matches[i].Reason = false, Unverified
		}
	}
	return nil, []Problem{problem}
}

// Unverified reports whether rules would match and give nothing, because the domain of the address is not verified.
func (d Decision) Unverified() bool {
	return slices.ContainsFunc(d.Matches, func(m Match) bool { return m.Reason == Unverified })
}
