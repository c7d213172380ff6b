package scimapi_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/directory"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// conversation is what an identity provider says in one of its jobs, in order, and what it expects to hear.
type conversation struct {
	Source    string     // where the requests are known from
	Headers   []string   // of every request: "Name: value"
	OnDelete  string     // the connection's setting; absent: as usual
	Kind      string     // of the connection, where it matters
	Exchanges []exchange // in order

	Extensions []rule.Extension // of the account's schemas
	Types      json.RawMessage  // documents of the deployment's own resource types
	State      state            // of the directory in the end
}

type exchange struct {
	Note   string
	Later  string // how much time went by before: "25h"
	Method string
	Path   string // ${name} stands for a saved value, here and in Body
	Body   json.RawMessage
	Status int
	Answer any               // a part of the body that must be there
	Absent []string          // paths that must not be there
	Save   map[string]string // name -> path in the body
}

// state is the whole directory: every user with a part of its attributes, every group with the userNames of its members.
type state struct {
	Users  []map[string]any
	Groups map[string][]string
}

func TestGoldenConversations(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.json")
	if err != nil || len(files) < 18 {
		t.Fatalf("%d conversations, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(file, ".json"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var c conversation
			if err := json.Unmarshal(text, &c); err != nil {
				t.Fatal(err)
			}
			if c.Source == "" || len(c.Exchanges) < 6 {
				t.Error("a conversation has a source and at least six exchanges")
			}
			h := newHouse(t)
			h.served["conn-a"] = provision.Connection{Kind: c.Kind, Deletion: provision.Deletion(c.OnDelete)}
			h.extended.extensions = c.Extensions
			h.serve(c.Types)
			saved := map[string]string{}
			for i, e := range c.Exchanges {
				h.run(fmt.Sprintf("%02d %s", i+1, e.Note), func(*testing.T) { h.play(e, c.Headers, saved) })
			}
			h.wantState(c.State)
			if log := h.log.String(); strings.Contains(log, "@") || strings.Contains(log, "filter") || strings.Contains(log, "Ann") {
				t.Error("the log holds personal data")
			}
		})
	}
}

// play sends one request and compares what comes back.
func (h *house) play(e exchange, headers []string, saved map[string]string) {
	h.t.Helper()
	if e.Later != "" {
		d, err := time.ParseDuration(e.Later)
		if err != nil {
			h.t.Fatal(err)
		}
		h.clock.pass(d)
	}
	got := h.send(e.Method, fill(e.Path, saved), fill(string(e.Body), saved), headers...).want(e.Status)
	want, err := json.Marshal(e.Answer)
	if err != nil {
		h.t.Fatal(err)
	}
	var part any
	if err := json.Unmarshal([]byte(fill(string(want), saved)), &part); err != nil {
		h.t.Fatal(err)
	}
	if where := missing(got.body, part, ""); e.Answer != nil && where != "" {
		h.t.Errorf("%s: %s in %s", got.what, where, got.raw)
	}
	for _, path := range e.Absent {
		if v := got.get(path); v != nil {
			h.t.Errorf("%s: %s is there: %v", got.what, path, v)
		}
	}
	for name, path := range e.Save {
		saved[name] = fmt.Sprint(got.get(path))
	}
}

func fill(text string, saved map[string]string) string {
	for name, value := range saved {
		text = strings.ReplaceAll(text, "${"+name+"}", value)
	}
	return text
}

// missing says where got lacks what want has: the members of an object, and exactly the elements of a list.
func missing(got, want any, at string) string {
	switch want := want.(type) {
	case map[string]any:
		o, _ := got.(map[string]any)
		for name, v := range want {
			if where := missing(o[name], v, at+"/"+name); where != "" {
				return where
			}
		}
	case []any:
		list, _ := got.([]any)
		if len(list) != len(want) {
			return fmt.Sprintf("%s has %d elements, not %d", at, len(list), len(want))
		}
		for i, v := range want {
			if where := missing(list[i], v, fmt.Sprintf("%s/%d", at, i)); where != "" {
				return where
			}
		}
	default:
		if got != want {
			return fmt.Sprintf("%s is %v, not %v", at, got, want)
		}
	}
	return ""
}

// wantState looks into the directory past the door.
func (h *house) wantState(want state) {
	h.t.Helper()
	everything := directory.Query{Start: 1, Count: 1000, Relations: true}
	users, err := h.directory.Users(h.t.Context(), h.acme, everything)
	if err != nil {
		h.t.Fatal(err)
	}
	names := map[string]string{}
	var got []any
	for _, u := range users.Items {
		names[u.ID], _ = u.Attrs["userName"].(string)
		got = append(got, u.Attrs)
	}
	var wanted []any
	for _, u := range want.Users {
		wanted = append(wanted, u)
	}
	if where := missing(asJSON(h.t, got), asJSON(h.t, wanted), "users"); where != "" {
		h.t.Errorf("in the end %s", where)
	}
	h.wantGroups(want.Groups, names)
}

func (h *house) wantGroups(want map[string][]string, names map[string]string) {
	h.t.Helper()
	groups, err := h.directory.Groups(h.t.Context(), h.acme, directory.Query{Start: 1, Count: 1000, Relations: true})
	if err != nil {
		h.t.Fatal(err)
	}
	if len(groups.Items) != len(want) {
		h.t.Errorf("in the end there are %d groups, not %d", len(groups.Items), len(want))
	}
	for _, g := range groups.Items {
		members := []string{}
		for _, m := range g.Members {
			members = append(members, names[m.ID])
		}
		slices.Sort(members)
		name, _ := g.Attrs["displayName"].(string)
		if !slices.Equal(members, want[name]) {
			h.t.Errorf("in the end %s has %v, not %v", name, members, want[name])
		}
	}
}

// asJSON is a value as it comes out of JSON; an empty list is a list.
func asJSON(t testing.TB, v []any) any {
	t.Helper()
	text, err := json.Marshal(append([]any{}, v...))
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
