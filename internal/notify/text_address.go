package notify

import (
	"regexp"
	"strings"
)

// schemed is an address as readers of mails find it in a text: whatever stands before "://".
var schemed = regexp.MustCompile(`[A-Za-z0-9+.-]*://\S*`)

// insecure is where the first address in a text is that does not begin with https://, or -1. An address goes on to the next space: what it has in it is a part of it.
func insecure(text string) int {
	for _, at := range schemed.FindAllStringIndex(text, -1) {
		if scheme, _, _ := strings.Cut(text[at[0]:at[1]], ":"); !strings.EqualFold(scheme, "https") {
			return at[0]
		}
	}
	return -1
}
