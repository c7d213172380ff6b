package directory

import (
	"strings"
	"unicode"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/scim"
)

const (
	// MaxEmails is how many e-mail addresses one user may have.
	MaxEmails = 20
	maxID     = 64
	maxName   = 1000 // bytes of a userName, a group's displayName or an externalId
)

// isID reports whether a text can be one of our ids at all. Others name nothing, and never become a key.
func isID(id string) bool {
	return id != "" && len(id) <= maxID && !strings.ContainsFunc(id, func(r rune) bool {
		return r != '-' && r != '_' && (r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r))
	})
}

// checkName refuses names that cannot be told apart by eye or that would not survive as a key.
func checkName(attribute, value string) error {
	switch {
	case len(value) > maxName:
		return invalid(attribute, "is longer than 1,000 bytes")
	case strings.TrimSpace(value) == "":
		return invalid(attribute, "is empty")
	case strings.ContainsFunc(value, isHidden):
		return invalid(attribute, "holds control characters or characters that change the direction of text")
	}
	return nil
}

func isHidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == unicode.ReplacementChar
}

func invalid(attribute, what string) error {
	return fault.New(fault.Invalid, scim.InvalidValue, "The value of %s %s.", attribute, what).At(attribute, what)
}

func checkUser(attrs scim.Object) error {
	if err := checkName("userName", UserName(attrs)); err != nil {
		return err
	}
	if len(Emails(attrs)) > MaxEmails {
		return invalid("emails", "holds more than 20 addresses")
	}
	return checkExternalID(attrs)
}

func checkGroup(attrs scim.Object) error {
	if err := checkName("displayName", text(attrs, "displayName")); err != nil {
		return err
	}
	return checkExternalID(attrs)
}

func checkExternalID(attrs scim.Object) error {
	if ExternalID(attrs) == "" {
		return nil
	}
	return checkName("externalId", ExternalID(attrs))
}

// mayChange refuses writes to what another connection owns, and writes that expect another version.
func mayChange(p access.Principal, owner string, version int64, pre Precondition) error {
	if owner != p.Connection {
		return fault.New(fault.Forbidden, "not_owner", "Another connection owns this resource; only that one may change it.")
	}
	if pre != 0 && int64(pre) != version {
		return fault.New(fault.Stale, "version", "The resource has changed since the version in If-Match. Read it again.")
	}
	return nil
}

func notFound(kind, id string) error {
	if !isID(id) {
		id = ""
	}
	return fault.New(fault.NotFound, "not_found", "There is no such %s.", kind).On("find "+kind, id)
}
