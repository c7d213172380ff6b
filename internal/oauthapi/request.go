package oauthapi

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"usersync/internal/fault"
	"usersync/internal/oauth"
	"usersync/internal/web"
)

// What a request for a token says.
const (
	grantType     = "client_credentials"
	scope         = "scim"
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	formType      = "application/x-www-form-urlencoded"
)

// Codes of failures beside those of package oauth (RFC 6749 section 5.2).
const (
	codeInvalidRequest   = "invalid_request"
	codeUnsupportedGrant = "unsupported_grant_type"
	codeInvalidScope     = "invalid_scope"
)

// readRequest reads the form and finds the one proof in the request.
func readRequest(w http.ResponseWriter, r *http.Request) (oauth.Proof, error) {
	form, err := readForm(w, r)
	if err != nil {
		return oauth.Proof{}, err
	}
	switch form.Get("grant_type") {
	case grantType:
	case "":
		return oauth.Proof{}, malformed("The parameter grant_type is missing. Send grant_type=client_credentials.")
	default:
		return oauth.Proof{}, fault.New(fault.Invalid, codeUnsupportedGrant, "Only the grant type client_credentials is served here.")
	}
	if slices.ContainsFunc(strings.Fields(form.Get("scope")), func(s string) bool { return s != scope }) {
		return oauth.Proof{}, fault.New(fault.Invalid, codeInvalidScope, "There is one scope, scim. Send it, or none.")
	}
	return proof(r.Header, form)
}

// readForm reads the body. No parameter may come twice (RFC 6749 section 3.2); one without a value counts as absent, and so do those in the address.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	if web.CheckMediaType(r, formType) != nil {
		return nil, malformed("The body must be a form: application/x-www-form-urlencoded, without Content-Encoding.")
	}
	body, err := web.Body(w, r, maxBody)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, malformed("The form cannot be read.")
	}
	for _, values := range form {
		if len(values) > 1 {
			return nil, malformed("A parameter is there twice.")
		}
	}
	return form, nil
}

// proof finds how the client authenticates: in exactly one way (RFC 6749 section 2.3).
func proof(h http.Header, form url.Values) (oauth.Proof, error) {
	p := oauth.Proof{Client: form.Get("client_id"), Secret: form.Get("client_secret"), Assertion: form.Get("client_assertion")}
	_, basic := h["Authorization"]
	switch {
	case basic && (p.Secret != "" || p.Assertion != ""), p.Secret != "" && p.Assertion != "":
		return p, malformed("The client authenticates in two ways at once. Use one.")
	case basic:
		return basicProof(h["Authorization"], p.Client), nil
	case p.Assertion != "" && form.Get("client_assertion_type") != assertionType:
		return p, malformed("The parameter client_assertion_type must be %s.", assertionType)
	case p.Assertion == "" && (p.Client == "" || p.Secret == ""):
		return p, fault.New(fault.Unauthenticated, oauth.CodeInvalidClient, "The client does not authenticate. Send client_id with client_secret, or an assertion.")
	}
	return p, nil
}

// basicProof reads HTTP Basic; id and secret are encoded as in a form (RFC 6749 section 2.3.1). Whatever is wrong with it is a wrong secret.
func basicProof(values []string, named string) oauth.Proof {
	if len(values) != 1 || len(values[0]) > web.MaxAuthorization {
		return oauth.Proof{}
	}
	scheme, encoded, _ := strings.Cut(values[0], " ")
	text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	id, secret, found := strings.Cut(string(text), ":")
	id, idErr := url.QueryUnescape(id)
	secret, secretErr := url.QueryUnescape(secret)
	if errors.Join(err, idErr, secretErr) != nil || !found || !strings.EqualFold(scheme, "Basic") || named != "" && named != id {
		return oauth.Proof{}
	}
	return oauth.Proof{Client: id, Secret: secret}
}

func malformed(format string, args ...any) error {
	return fault.New(fault.Malformed, codeInvalidRequest, format, args...)
}
