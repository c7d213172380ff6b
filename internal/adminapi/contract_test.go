package adminapi_test

import (
	"bytes"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"usersync/internal/adminapi"
)

// contract is the OpenAPI document as the judge of answers: every answer that a test gets is held against the schema of its line.
type contract struct {
	paths    map[string]map[string]any // path -> method -> operation
	compiler *jsonschema.Compiler

	mu      sync.Mutex
	schemas map[string]*jsonschema.Schema // by their pointers
}

var theContract = sync.OnceValues(func() (*contract, error) {
	body, err := os.ReadFile(documentFile)
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	c := &contract{paths: map[string]map[string]any{}, compiler: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{}}
	for path, item := range doc.(map[string]any)["paths"].(map[string]any) {
		c.paths[path] = item.(map[string]any)
	}
	return c, c.compiler.AddResource("urn:admin-api", doc)
})

// line is the path of the document that a request is for: literal segments before parameters.
func (c *contract) line(method, path string) string {
	best := ""
	for candidate, methods := range c.paths {
		_, known := methods[strings.ToLower(method)]
		if known && fits(candidate, path) && (best == "" || strings.Count(candidate, "{") < strings.Count(best, "{")) {
			best = candidate
		}
	}
	return best
}

func fits(candidate, path string) bool {
	want, got := strings.Split(candidate, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i, segment := range want {
		if segment != got[i] && (!strings.HasPrefix(segment, "{") || got[i] == "" || strings.HasSuffix(got[i], ".json")) {
			return false
		}
	}
	return true
}

func (c *contract) schema(pointer string) (*jsonschema.Schema, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.schemas[pointer]; ok {
		return s, nil
	}
	s, err := c.compiler.Compile("urn:admin-api#" + pointer)
	if err == nil {
		c.schemas[pointer] = s
	}
	return s, err
}

// asDocumented demands of an answer in JSON that the document has its status, and that its body is what the schema there says.
func asDocumented(t testing.TB, method, path string, a answer) {
	t.Helper()
	c, err := theContract()
	must(t, err)
	line := c.line(method, strings.TrimPrefix(path, adminapi.Prefix))
	if line == "" {
		return // documents that are served as they are, and what is not there
	}
	responses := c.paths[line][strings.ToLower(method)].(map[string]any)["responses"].(map[string]any)
	status, kind := strconv.Itoa(a.status), "application/json"
	if a.status >= http.StatusBadRequest {
		kind = "application/problem+json"
		if responses[status] == nil {
			status = "default"
		}
	}
	if responses[status] == nil {
		t.Errorf("%s %s answers %d, of which the document says nothing", method, line, a.status)
		return
	}
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace
	schema, err := c.schema("/paths/" + escape(line) + "/" + strings.ToLower(method) + "/responses/" + status + "/content/" + escape(kind) + "/schema")
	must(t, err)
	body, err := jsonschema.UnmarshalJSON(strings.NewReader(a.text))
	must(t, err)
	if err := schema.Validate(body); err != nil {
		t.Errorf("%s %s: the answer %d is not what the document says: %v\n%s", method, line, a.status, err, a.text)
	}
}

// What the document says of a member that is null is what the judge looks at.
func TestTheContractSeesDrift(t *testing.T) {
	c, err := theContract()
	must(t, err)
	schema, err := c.schema("/components/schemas/AccountView")
	must(t, err)
	for text, right := range map[string]bool{
		`{"id":"a","name":"n","createdAt":"2026-01-02T03:04:05.000Z"}`:          true,
		`{"id":"a","name":null,"createdAt":"2026-01-02T03:04:05.000Z"}`:         false,
		`{"id":"a","createdAt":"2026-01-02T03:04:05.000Z"}`:                     false,
		`{"id":"a","name":"n","more":1,"createdAt":"2026-01-02T03:04:05.000Z"}`: false,
	} {
		body, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		must(t, err)
		if got := schema.Validate(body); (got == nil) != right {
			t.Errorf("%s: %v", text, got)
		}
	}
	for path, want := range map[string]string{"/email-templates/variables": "/email-templates/variables", "/email-templates/x": "/email-templates/{id}", "/nothing": ""} {
		if got := c.line("GET", path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}
