package adminapi_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
)

//go:generate go test . -run TestTheDocumentIsUpToDate -update

var update = flag.Bool("update", false, "write api/admin.openapi.json")

// documentFile is the document as it is kept for others.
const documentFile = "../../api/admin.openapi.json"

func TestTheDocumentIsUpToDate(t *testing.T) {
	got := newWorld(t).as("GET /openapi.json").with("Authorization", "").ok().text
	if *update {
		must(t, os.WriteFile(documentFile, []byte(got), 0o644))
	}
	want, err := os.ReadFile(documentFile)
	must(t, err)
	if !bytes.Equal([]byte(got), want) {
		t.Error("api/admin.openapi.json is not what the handlers say: run go generate ./internal/adminapi")
	}
}

func TestTheDocumentHangsTogether(t *testing.T) {
	w := newWorld(t)
	a := w.as("GET /openapi.json").with("Authorization", "").ok().has(`{"openapi":"3.1.0"}`)
	schemas := a.get("components", "schemas").(map[string]any)
	used := map[string]bool{}
	walk(a.body, func(ref string) {
		name, ok := strings.CutPrefix(ref, "#/components/schemas/")
		if _, known := schemas[name]; !ok || !known {
			t.Errorf("a reference leads nowhere: %s", ref)
		}
		used[name] = true
	})
	for name := range schemas {
		if !used[name] {
			t.Errorf("schema %s is not used", name)
		}
	}
	ids := map[string]bool{}
	for path, item := range a.get("paths").(map[string]any) {
		for method, op := range item.(map[string]any) {
			op := op.(map[string]any)
			id, _ := op["operationId"].(string)
			if id == "" || ids[id] || op["summary"] == "" {
				t.Errorf("%s %s: operation %q is without a name of its own", method, path, id)
			}
			ids[id] = true
			if body, there := op["requestBody"].(map[string]any); there && strings.Contains(mustJSON(t, body), "octet-stream") {
				t.Errorf("%s %s takes bytes", method, path)
			}
			if method == "post" && path != "/session" && !strings.Contains(mustJSON(t, op["parameters"]), "Idempotency-Key") {
				t.Errorf("%s %s takes no Idempotency-Key", method, path)
			}
			if _, there := op["responses"].(map[string]any)["default"]; !there {
				t.Errorf("%s %s does not say how it fails", method, path)
			}
		}
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	must(t, err)
	return string(text)
}

func walk(node any, visit func(ref string)) {
	switch node := node.(type) {
	case map[string]any:
		for name, value := range node {
			if ref, ok := value.(string); ok && name == "$ref" {
				visit(ref)
				continue
			}
			walk(value, visit)
		}
	case []any:
		for _, value := range node {
			walk(value, visit)
		}
	}
}

func TestThePageListsEverythingAndLoadsNothing(t *testing.T) {
	w := newWorld(t)
	a := w.as("GET /api/docs").with("Authorization", "").ok()
	if got := a.header.Get("Content-Type"); got != "text/html; charset=utf-8" {
		t.Errorf("content type %s", got)
	}
	for _, op := range w.operations() {
		_, path, _ := strings.Cut(op, " ")
		if !strings.Contains(a.text, "<code>/api/v1"+path+"</code>") {
			t.Errorf("%s is not on the page", op)
		}
	}
	_, style, _ := strings.Cut(a.text, "<style>")
	style, _, _ = strings.Cut(style, "</style>")
	sum := sha256.Sum256([]byte(style))
	if want := "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(a.header.Get("Content-Security-Policy"), want) || style == "" {
		t.Errorf("the policy %q does not allow the page's style, but would %s", a.header.Get("Content-Security-Policy"), want)
	}
	for _, words := range []string{
		"<h2>E-mail templates</h2>", "<h2>User groups</h2>", "List e-mail templates, without their bodies", "Read an e-mail template", "Delete a settings template",
		"Scope owner. 201, 400, 409, 413, 415, 422. Takes Idempotency-Key.", "Operator key. 200, 400, 404, 422.", "Scope write. 204, 400, 404, 409, 412, 422. Takes If-Match.",
	} {
		if !strings.Contains(a.text, words) {
			t.Errorf("the page does not say %q", words)
		}
	}
	for _, foreign := range []string{" style=", "@import", "url(", "<script", "<link", "src=", "http://", "https://"} {
		if strings.Contains(a.text, foreign) {
			t.Errorf("the page holds %s", foreign)
		}
	}
}
