package adminapi_test

import (
	"fmt"
	"strings"
	"testing"
)

// Domains are kept as mails know them; what is no domain is refused, and changes nothing.
func TestVerifiedDomains(t *testing.T) {
	w := newWorld(t)
	w.as("GET /account/settings").ok().has(`{"verifiedDomains":[]}`)
	for name, domain := range map[string]string{
		"empty": "", "no dot": "localhost", "a dot at the end": "example.com.", "two dots": "example..com", "an address": "ann@example.com", "a space": "example .com", "a hyphen first": "-a.com",
		"not ASCII": "bücher.example", "a wildcard": "*.example.com", "a long part": strings.Repeat("a", 64) + ".com", "too long": strings.Repeat("a.", 126) + "com",
	} {
		t.Run(name, func(*testing.T) {
			w.as("PATCH /account/settings", fmt.Sprintf(`{"verifiedDomains":["example.com",%q]}`, domain)).fails(422, "invalid_value", "verifiedDomains[1]")
		})
	}
	w.as("PATCH /account/settings", `{"verifiedDomains":[`+strings.Repeat(`"example.com",`, 100)+`"example.com"]}`).fails(422, "invalid_value", "verifiedDomains")
	w.as("GET /account/settings").ok().has(`{"verifiedDomains":[]}`)
	w.as("PATCH /account/settings", `{"verifiedDomains":["Example.COM","xn--bcher-kva.example","example.com"]}`).ok().has(`{"verifiedDomains":["example.com","xn--bcher-kva.example"]}`)
	w.as("PATCH /account/settings", `{"mail":true}`).ok().has(`{"verifiedDomains":["example.com","xn--bcher-kva.example"]}`)
	w.as("PATCH /account/settings", `{"verifiedDomains":[]}`).ok().has(`{"verifiedDomains":[]}`)
}
