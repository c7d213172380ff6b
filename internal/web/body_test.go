package web_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"usersync/internal/fault"
	"usersync/internal/web"
)

func TestBodyEndsAtItsLimit(t *testing.T) {
	for _, c := range []struct {
		name string
		body io.Reader
		kind fault.Kind // Internal: none
	}{
		{"empty", strings.NewReader(""), fault.Internal},
		{"exactly the limit", strings.NewReader(strings.Repeat("a", 1024)), fault.Internal},
		{"one more, announced", strings.NewReader(strings.Repeat("a", 1025)), fault.TooLarge},
		{"one more, unannounced", io.MultiReader(strings.NewReader(strings.Repeat("a", 1025))), fault.TooLarge},
		{"broken off", iotest.ErrReader(errors.New("reset")), fault.Malformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			body, err := web.Body(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", c.body), 1024)
			if c.kind == fault.Internal && err != nil || c.kind != fault.Internal && !fault.Is(err, c.kind) {
				t.Errorf("%d bytes, err = %v", len(body), err)
			}
		})
	}
}

func TestCheckMediaType(t *testing.T) {
	accepted := []string{"application/scim+json", "application/json"}
	for _, c := range []struct {
		name   string
		header []string
		ok     bool
	}{
		{"none", nil, true},
		{"empty", []string{""}, true},
		{"as the standard has it", []string{"application/scim+json"}, true},
		{"with a charset", []string{"application/json; charset=utf-8"}, true},
		{"in capitals", []string{"Application/JSON;Charset=\"UTF-8\""}, true},
		{"with a broken parameter", []string{"application/json; charset"}, true},
		{"a form", []string{"application/x-www-form-urlencoded"}, false},
		{"two", []string{"application/json", "application/json"}, false},
		{"no media type at all", []string{";;;"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/", nil)
			r.Header["Content-Type"] = c.header
			err := web.CheckMediaType(r, accepted...)
			if c.ok != (err == nil) || !c.ok && fault.Code(err) != web.CodeMediaType {
				t.Errorf("err = %v", err)
			}
		})
	}
	t.Run("compressed", func(t *testing.T) {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.Header.Set("Content-Encoding", "gzip")
		if err := web.CheckMediaType(r, accepted...); fault.Code(err) != web.CodeMediaType {
			t.Errorf("err = %v", err)
		}
	})
}
