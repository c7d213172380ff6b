package scenario

import (
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"usersync/internal/apptest"
)

// providerVerbs are what an identity provider does.
func (p *player) providerVerbs(s step) []verb {
	return []verb{
		{"push", s.Push != nil, func() error { return p.pushAll(s.Push) }},
		{"push groups", s.PushGroups != nil, each(s.PushGroups, p.pushGroup)},
		{"join", s.Join != nil, eachOf(s.Join, p.join)},
		{"leave", s.Leave != nil, eachOf(s.Leave, p.leave)},
		{"members", s.Members != nil, eachOf(s.Members, p.members)},
		{"deactivate", s.Deactivate != nil, each(s.Deactivate, func(name string) error { return p.active(name, false) })},
		{"activate", s.Activate != nil, each(s.Activate, func(name string) error { return p.active(name, true) })},
		{"delete", s.Delete != nil, each(s.Delete, func(name string) error { return p.remove("/Users/", name) })},
		{"delete groups", s.DeleteGroups != nil, each(s.DeleteGroups, func(name string) error { return p.remove("/Groups/", name) })},
		{"rename group", s.RenameGroup != nil, eachOf(s.RenameGroup, p.renameGroup)},
	}
}

func (p *player) pushAll(all people) error {
	for _, one := range all {
		if err := p.push(one); err != nil {
			return err
		}
	}
	return nil
}

// push creates a user, or replaces one whom the directory has. A story that only names somebody gets address and name made up.
func (p *player) push(one personBody) error {
	address := one.name + "@example.com"
	user := object{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:User"}, "userName": address, "active": true,
		"displayName": strings.ToUpper(one.name[:1]) + one.name[1:],
		"emails":      []any{object{"value": address, "primary": true, "type": "work"}},
	}
	maps.Copy(user, one.attributes)
	maps.DeleteFunc(user, func(_ string, v any) bool { return v == nil })
	if p.inDirectory(one.name) {
		_, err := p.scim(http.MethodPut, "/Users/{"+one.name+"}", user)
		return err
	}
	a, err := p.scim(http.MethodPost, "/Users", user)
	return p.made(one.name, a, err)
}

func (p *player) inDirectory(name string) bool {
	if _, ok := p.names.ids[name]; !ok {
		return false
	}
	_, err := p.scim(http.MethodGet, "/Users/{"+name+"}", nil)
	return err == nil
}

func (p *player) pushGroup(name string) error {
	a, err := p.scim(http.MethodPost, "/Groups", object{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Group"}, "displayName": name})
	return p.made(name, a, err)
}

func operations(all ...object) object {
	return object{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}, "Operations": all}
}

func (p *player) refs(names list) []any {
	refs := []any{}
	for _, name := range names {
		refs = append(refs, object{"value": p.names.id(name)})
	}
	return refs
}

func (p *player) patch(kind, name string, all ...object) error {
	_, err := p.scim(http.MethodPatch, kind+p.names.id(name), operations(all...))
	return err
}

func (p *player) join(group string, names list) error {
	return p.patch("/Groups/", group, object{"op": "add", "path": "members", "value": p.refs(names)})
}

func (p *player) leave(group string, names list) error {
	var all []object
	for _, name := range names {
		all = append(all, object{"op": "remove", "path": fmt.Sprintf("members[value eq %q]", p.names.id(name))})
	}
	return p.patch("/Groups/", group, all...)
}

func (p *player) members(group string, names list) error {
	return p.patch("/Groups/", group, object{"op": "replace", "path": "members", "value": p.refs(names)})
}

func (p *player) active(name string, active bool) error {
	return p.patch("/Users/", name, object{"op": "replace", "path": "active", "value": active})
}

func (p *player) renameGroup(group, name string) error {
	return p.patch("/Groups/", group, object{"op": "replace", "path": "displayName", "value": name})
}

func (p *player) remove(kind, name string) error {
	_, err := p.scim(http.MethodDelete, kind+p.names.id(name), nil)
	return err
}

// request is any request at all, for what there is no word of its own.
type request struct {
	Call   string `yaml:"call"` // "POST /users/{ann}/sync"; "SCIM GET /Users/{ann}" at the other door
	Body   any    `yaml:"body"`
	As     string `yaml:"as"`     // what is made is called so
	Answer object `yaml:"answer"` // of the answer, what counts
	CSV    string `yaml:"csv"`    // asks for CSV; a line of it
	// Keep gives names to members of the answer: a path with dots, such as items.0.revision, and the name.
	Keep map[string]string `yaml:"keep"`
}

func (p *player) request(r request) error {
	method, path, _ := strings.Cut(r.Call, " ")
	door, headers := p.adminDoor(), []string(nil)
	if method == "SCIM" {
		door = p.stage.SCIM()
		method, path, _ = strings.Cut(path, " ")
	}
	var answer apptest.Answer
	if r.CSV != "" {
		headers = []string{"Accept", "text/csv"}
	}
	answer, err := p.ask(door, method, path, r.Body, headers...)
	if r.As != "" {
		err = p.made(r.As, answer, err)
	}
	if err != nil {
		return err
	}
	if line, _ := p.names.fill(r.CSV, p.stage.Now()).(string); !strings.Contains(answer.Raw, line) {
		return fmt.Errorf("there is no line %q in\n%s", line, answer.Raw)
	}
	for path, name := range r.Keep {
		p.names.call(name, member(answer.Body, path))
	}
	if r.Answer == nil {
		return nil
	}
	return p.compare("the answer", r.Answer, p.names.tell(answer.Body))
}

// member is what stands in an answer at a path with dots.
func member(v any, path string) string {
	for name := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case object:
			v = in[name]
		case []any:
			if n, err := strconv.Atoi(name); err == nil && n < len(in) {
				v = in[n]
			}
		}
	}
	return fmt.Sprint(v)
}
