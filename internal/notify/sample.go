package notify

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// sampleProducts is how many products a sample person has.
const sampleProducts = 3

// sample is a person who has what the list of placeholders gives as examples, in a real account. Where to sign in and whom to ask are examples where the account says
// neither, so that whoever looks sees where they will stand.
func sample(head Letterhead) Recipient {
	head.SignInURL = cmp.Or(head.SignInURL, example("signIn.url"))
	head.Contact = cmp.Or(head.Contact, example("admin.contact"))
	return Recipient{
		GivenName: example("user.givenName"), FamilyName: example("user.familyName"), DisplayName: example("user.displayName"),
		UserName: example("user.userName"), Active: true, Letterhead: head,
	}
}

func example(name string) string {
	for _, p := range Placeholders {
		if p.Name == name && p.Within == "" {
			return p.Example
		}
	}
	return ""
}

// samples are names of products, of the account's own where it has any.
func (h house) samples() []string {
	names := slices.Sorted(maps.Values(h.products))
	if len(names) == 0 {
		return strings.Split(example(list), ", ")
	}
	return names[:min(len(names), sampleProducts)]
}
