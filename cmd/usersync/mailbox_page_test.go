package main

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func TestTheMailboxPage(t *testing.T) {
	tests := []struct{ path, media, holds string }{
		{"/mailbox", "text/html", `<iframe id="html" title="The mail as HTML" sandbox hidden>`},
		{"/mailbox/page.js", "text/javascript", "Usersync-Console"},
		{"/mailbox/page.css", "text/css", "prefers-color-scheme: dark"},
	}
	for _, tt := range tests {
		answer := httptest.NewRecorder()
		mailboxPage().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, tt.path, nil))
		policy := answer.Header().Get("Content-Security-Policy")
		if answer.Code != http.StatusOK || !strings.HasPrefix(answer.Header().Get("Content-Type"), tt.media) || !strings.Contains(answer.Body.String(), tt.holds) {
			t.Errorf("%s: %d %v %.200s", tt.path, answer.Code, answer.Header(), answer.Body)
		}
		if !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %q", tt.path, policy)
		}
	}
}

func TestTheMailboxPageKeepsToItsPolicy(t *testing.T) {
	html, err := mailPage.ReadFile("mailpage/page.html")
	if err != nil {
		t.Fatal(err)
	}
	if regexp.MustCompile(`(?i)\son\w+=|style=|<style|<script>|https?:`).Match(html) {
		t.Error("the page has something of its own that its policy forbids")
	}
	script, err := mailPage.ReadFile("mailpage/page.js")
	if err != nil {
		t.Fatal(err)
	}
	if regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|srcdoc`).Match(script) {
		t.Error("the script makes markup out of text")
	}
}

func TestTheMailboxPageHasNothingElse(t *testing.T) {
	for _, path := range []string{"/mailbox/other", "/mailbox/../machine.go", "/mailbox/page.go"} {
		answer := httptest.NewRecorder()
		mailboxPage().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
		if answer.Code == http.StatusOK {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
}
