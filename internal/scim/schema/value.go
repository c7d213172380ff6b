package schema

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"usersync/internal/scim"
)

// normalize is the canonical form of v, or nil when v means "unassigned".
func normalize(a *Attribute, v any) (any, *problem) {
	if a.Multi {
		return several(a, v)
	}
	return single(a, v)
}

// single is normalize for one value, even of a multi-valued attribute.
func single(a *Attribute, v any) (any, *problem) {
	if v == nil || v == "" {
		return nil, nil
	}
	switch a.Type {
	case Complex:
		return complexValue(a, v)
	case Boolean:
		return boolean(v)
	case Integer, Decimal:
		return number(a.Type, v)
	case DateTime:
		return dateTime(v)
	case Binary:
		return binary(a, v)
	default:
		return text(a, v)
	}
}

func text(a *Attribute, v any) (any, *problem) {
	s, ok := v.(string)
	if !ok {
		return nil, &problem{text: "must be a string"}
	}
	if len(s) > a.MaxLength && utf8.RuneCountInString(s) > a.MaxLength {
		return nil, &problem{text: fmt.Sprintf("must not be longer than %d characters", a.MaxLength)}
	}
	if strings.ContainsFunc(s, isControl) {
		return nil, &problem{text: "must not contain control characters"}
	}
	return v, nil
}

// isControl is true for control characters other than those of lines and tabs, which addresses have.
func isControl(r rune) bool {
	return r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f
}

// boolean takes strings too: Entra ID sends "True" and "False" (scimapi/testdata/entra/users-legacy.json), Keycloak
// "true" and "false" (scimapi/testdata/keycloak/mitodl.json).
func boolean(v any) (any, *problem) {
	if b, ok := v.(bool); ok {
		return b, nil
	}
	if b, ok := ParseBoolean(v); ok {
		return b, nil
	}
	return nil, &problem{text: "must be true or false"}
}

// ParseBoolean is the boolean that v is or, as a string in any case, spells.
func ParseBoolean(v any) (value, ok bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case string:
		yes := strings.EqualFold(v, "true")
		return yes, yes || strings.EqualFold(v, "false")
	}
	return false, false
}

func number(t Type, v any) (any, *problem) {
	if s, ok := v.(string); ok {
		v, _ = scim.Number(s)
	}
	switch v.(type) {
	case int64:
		return v, nil
	case float64:
		if t == Decimal {
			return v, nil
		}
		return nil, &problem{text: "must be a whole number"}
	}
	return nil, &problem{text: "must be a number"}
}

func dateTime(v any) (any, *problem) {
	s, ok := v.(string)
	if ok {
		_, ok = ParseTime(s)
	}
	if !ok {
		return nil, &problem{text: "must be a date and time such as 2024-05-01T12:00:00Z"}
	}
	return v, nil
}

// ParseTime reads an xsd:dateTime (RFC 7643 section 2.3.5). Without a zone it is UTC.
func ParseTime(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t, err = time.Parse("2006-01-02T15:04:05", s)
	}
	return t, err == nil
}

func binary(a *Attribute, v any) (any, *problem) {
	s, ok := v.(string)
	if !ok {
		return nil, &problem{text: "must be base64 text"}
	}
	if len(s) > a.MaxLength {
		return nil, &problem{text: fmt.Sprintf("must not be longer than %d characters", a.MaxLength)}
	}
	if _, err := base64.StdEncoding.DecodeString(s); err != nil {
		return nil, &problem{text: "must be base64 text"}
	}
	return v, nil
}
