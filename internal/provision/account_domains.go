package provision

import (
	"fmt"
	"slices"
	"strings"

	"usersync/internal/fault"
)

// maxDomains is how many verified domains an account may have.
const maxDomains = 100

// The longest name of a domain and the longest part of one (RFC 1035 section 2.3.4).
const (
	maxDomain      = 253
	maxDomainLabel = 63
)

// domains are verified domains as they are kept: in lower case, each once, in their order.
func domains(names []string) []string {
	var kept []string
	for _, name := range names {
		if name = strings.ToLower(name); !slices.Contains(kept, name) {
			kept = append(kept, name)
		}
	}
	return kept
}

// checkDomains notes what is wrong with verified domains. An empty list is fine: then any domain will do.
func checkDomains(bad *fault.Error, names []string) {
	if len(names) > maxDomains {
		bad.At("verifiedDomains", fmt.Sprintf("Must be at most %d.", maxDomains))
		return
	}
	for i, name := range names {
		if !isDomain(name) {
			bad.At(fmt.Sprintf("verifiedDomains[%d]", i), "Must be a domain as DNS has it, such as example.com: letters of ASCII, digits, hyphens and at least one dot.")
		}
	}
}

// isDomain reports whether a text is the name of a domain with at least two parts (RFC 1123 section 2.1).
func isDomain(name string) bool {
	labels := strings.Split(name, ".")
	return len(name) <= maxDomain && len(labels) > 1 && !slices.ContainsFunc(labels, func(label string) bool { return !isLabel(label) })
}

func isLabel(label string) bool {
	strange := func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}
	return label != "" && len(label) <= maxDomainLabel && label[0] != '-' && label[len(label)-1] != '-' && !strings.ContainsFunc(label, strange)
}
